import type { HttpAnswer, HttpRequest } from '../http';
import { serviceError } from './service-error';
import { callerOf } from './signed-request';

const CODE = 'ServiceNotAvailableLocally';

/** Services that are only partly available on this machine. */
const PARTS: Readonly<Record<string, string>> = {
  lambda: 'supports only Invoke on this machine',
  s3: 'has only the buckets of local stacks on this machine',
};

/**
 * Responds to a call to a service that is not on this machine, in the protocol of the call, with advice on how to send
 * it elsewhere.
 */
export function absentService(request: HttpRequest): HttpAnswer {
  const { headers } = request;
  const { service: signedFor = 'unknown' } = callerOf(request);
  // the SDK for JavaScript sends the service's id in configuration; others sign for a name that is mostly the same
  const [, id = signedFor] = /\bapi\/([\w-]+)#/.exec(headers['user-agent'] ?? '') ?? [];
  const variable = `AWS_ENDPOINT_URL_${id.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
  const message =
    `the service '${signedFor}' ${PARTS[signedFor] ?? 'is not available on this machine'}: to send its calls elsewhere, set ${variable} for the` +
    ` function, for instance by 'environment' of the local deployment (--environment for the command)`;
  return serviceError(request, { statusCode: 400, code: CODE, message });
}
