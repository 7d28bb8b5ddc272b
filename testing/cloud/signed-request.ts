import type { HttpRequest } from '../http';

/** Who signed a request, and for which service; neither is known of a request that is not signed. */
export interface Caller {
  readonly accessKeyId: string | undefined;
  /** The name that the service has in signatures. */
  readonly service: string | undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function callerOf({ headers }: HttpRequest): Caller {
  const [, accessKeyId, service] =
    /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, service };
}
