import type { HttpAnswer, HttpRequest } from '../http';
import { callerOf } from './signed-request';
import { element } from './xml-element';

/** An error of a service. */
export interface ServiceErrorDetails {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
}

/** The services that respond in XML although requests don't say so: those with a REST API. */
const XML_SERVICES = ['s3', 's3express', 's3-outposts', 'route53', 'cloudfront'];

/** A response with an error, in the protocol of the call. */
export function serviceError(
  request: HttpRequest,
  { statusCode, code, message }: ServiceErrorDetails,
): HttpAnswer {
  const error = { 'x-amzn-errortype': code };
  const isQuery = String(request.headers['content-type'] ?? '').includes('form-urlencoded');
  if (!isQuery && !XML_SERVICES.includes(callerOf(request).service ?? '')) {
    const body = JSON.stringify({ __type: code, message });
    return { statusCode, headers: { ...error, 'content-type': 'application/json' }, body };
  }
  const xml = element('Code', code) + element('Message', message);
  const body = isQuery ? `<ErrorResponse><Error>${xml}</Error></ErrorResponse>` : `<Error>${xml}</Error>`;
  return { statusCode, headers: { ...error, 'content-type': 'text/xml' }, body };
}
