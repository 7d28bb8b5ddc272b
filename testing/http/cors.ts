/** The headers that browsers require before they let a page of another origin send requests and read the responses. */
import type { HttpAnswer, HttpRequest } from './server';

/** How long a browser may remember a preflight, in seconds. */
const MAX_AGE = 600;

/** The response to the preflight of a page that may send requests. */
export function preflightAnswer({ headers }: HttpRequest): HttpAnswer {
  const {
    origin = '',
    'access-control-request-headers': wanted,
    'access-control-request-private-network': isToPrivateNetwork,
  } = headers as Readonly<Record<string, string | undefined>>;
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
      ...(isToPrivateNetwork !== undefined && { 'access-control-allow-private-network': 'true' }),
      'access-control-max-age': String(MAX_AGE),
      vary: 'Origin, Access-Control-Request-Headers',
    },
    body: undefined,
  };
}

/** Whether this is a browser's preflight for a page of one of these origins, not the actual request. */
export function isPreflight({ method, headers }: HttpRequest, allowedOrigins: readonly string[]): boolean {
  const isAsked = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  return isAsked && headers.origin !== undefined && allowedOrigins.includes(headers.origin);
}

/** A response that a page may read, including these headers in addition to the few that it can always read. */
export function readableBy(
  { headers: { origin } }: HttpRequest,
  allowedOrigins: readonly string[],
  answer: HttpAnswer,
  exposed: readonly string[],
): HttpAnswer {
  if (origin === undefined || !allowedOrigins.includes(origin)) return answer;
  const headers = {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed.join(', '),
    vary: 'Origin',
  };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
