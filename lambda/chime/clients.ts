import type { ChimeSDKIdentityClient } from '@aws-sdk/client-chime-sdk-identity';
import { SOON_GIVEN_UP } from '../protocol';

/** One attempt with a short timeout: `call` retries with an eye on the deadline. */
export const CONFIGURATION = { maxAttempts: 1, requestHandler: SOON_GIVEN_UP };

type IdentitySdk = typeof import('@aws-sdk/client-chime-sdk-identity');

interface Identity {
  readonly client: ChimeSDKIdentityClient;
  readonly sdk: IdentitySdk;
}

let loaded: Identity | undefined;

/** The client of the identity service. It is loaded on first use, because channels and their flows seldom need it. */
export function identity(): Identity {
  // import() would bring in the ES module loader, which takes as long to load as half of the SDK.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sdk = require('@aws-sdk/client-chime-sdk-identity') as IdentitySdk;
  return (loaded ??= { client: new sdk.ChimeSDKIdentityClient(CONFIGURATION), sdk });
}
