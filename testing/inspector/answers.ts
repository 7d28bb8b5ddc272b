import type { HttpAnswer } from '../http';

/** Only the page's own files run and load, nothing turns text into HTML, and no other page can frame this one. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The headers of every response of the inspector. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export function answer(statusCode: number, type: string, body: string): HttpAnswer {
  return { statusCode, headers: { ...HEADERS, 'content-type': `${type}; charset=utf-8` }, body };
}

export function json(statusCode: number, body: object): HttpAnswer {
  return answer(statusCode, 'application/json', JSON.stringify(body));
}

/** A response that says in plain words why something was not done. */
export function problem(statusCode: number, message: string): HttpAnswer {
  return json(statusCode, { message });
}
