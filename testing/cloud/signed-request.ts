import type { HttpRequest } from '../http';

/** The signer of a request, and the service that it is for; both unknown if the request is not signed. */
export interface Caller {
  readonly accessKeyId: string | undefined;
  /** The service's name in signatures. */
  readonly service: string | undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function callerOf({ headers }: HttpRequest): Caller {
  const [, accessKeyId, service] =
    /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, service };
}
