/**
 * The signature data of a request, in its headers or, for a presigned URL, in its query.
 *
 * A request without a proper signature is refused as AWS refuses it: MissingAuthenticationTokenException without any
 * signature, IncompleteSignatureException if parts are missing, InvalidSignatureException if they contradict each other
 * or the time. The names and messages were observed with AWS's REST services, which use status code 403 for all of
 * them. We assume that Chime does the same: its list of common errors has IncompleteSignature once with 400 and once
 * with 403.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
import type { HttpRequest } from '../../http';
import { ServiceError } from '../service-error';

export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  /** In lowercase. */
  readonly signedHeaders: readonly string[];
  /** In hexadecimal digits. */
  readonly value: string;
  readonly signedAt: Date;
  readonly sessionToken: string | undefined;
  /** In seconds; only presigned URLs have it. */
  readonly expiresIn: number | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'chime';
/** How far a client's clock may be off. */
const TOLERANCE_MINUTES = 5;
const LONGEST_EXPIRY = 7 * 24 * 60 * 60;

/** The parts of a signature in a request. */
interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly value: string | undefined;
  readonly date: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expires: string | undefined;
}

/**
 * The signature of a request, complete and current. Whether it is correct is checked elsewhere.
 *
 * @param clocks the current time of each clock that the client may follow
 * @throws MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException
 */
export function signatureOf(request: HttpRequest, clocks: readonly Date[]): Signature {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    return checked(partsInHeaders(authorization, request), 'Authorization header', clocks);
  }
  if (!request.query.has('X-Amz-Algorithm')) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  return checked(partsInQuery(request), 'AWS query-string', clocks);
}

/** When a client says that it signed a request; `NaN` if it doesn't properly say so. Nothing else is checked. */
export function claimedTimeOf({ headers, query }: HttpRequest): number {
  return parsed(single(headers['x-amz-date']) ?? query.get('X-Amz-Date') ?? '');
}

export function invalidSignature(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message);
}

function partsInHeaders(authorization: string, { headers }: HttpRequest): Parts {
  const [algorithm, ...rest] = authorization.trim().split(/\s+/);
  const parameters = algorithm === ALGORITHM ? rest.join('').split(',') : [];
  const find = (name: string): string | undefined =>
    parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
  return {
    credential: find('Credential'),
    signedHeaders: find('SignedHeaders'),
    value: find('Signature'),
    date: single(headers['x-amz-date']),
    sessionToken: single(headers['x-amz-security-token']),
    expires: undefined,
  };
}

function partsInQuery({ query }: HttpRequest): Parts {
  const find = (name: string): string | undefined => query.get(`X-Amz-${name}`) || undefined;
  const isKnown = find('Algorithm') === ALGORITHM;
  return {
    credential: isKnown ? find('Credential') : undefined,
    signedHeaders: find('SignedHeaders'),
    value: find('Signature'),
    date: find('Date'),
    sessionToken: find('Security-Token'),
    expires: find('Expires') ?? '',
  };
}

function checked(parts: Parts, place: string, clocks: readonly Date[]): Signature {
  const { credential, signedHeaders, value, date, sessionToken, expires } = parts;
  if (!credential || !signedHeaders || !value || !date || expires === '') throw incomplete(parts, place);
  const { accessKeyId, scopeDate, region } = scopeOf(credential);
  const signedAt = timeOf(date);
  if (!date.startsWith(scopeDate)) {
    throw invalidSignature(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP',
    );
  }
  const headers = signedHeaders.split(';');
  if (!headers.includes('host')) {
    throw invalidSignature("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const expiresIn = expires === undefined ? undefined : expiryOf(expires);
  const problems = clocks.map((now) => problemOfTime(signedAt, expiresIn, now));
  const [problem] = problems;
  if (problem !== undefined && !problems.includes(undefined)) throw invalidSignature(problem);
  return { accessKeyId, region, signedHeaders: headers, value, signedAt, sessionToken, expiresIn };
}

/** AWS then repeats the header, which does not belong in logs. */
function incomplete({ credential, value, signedHeaders, date, expires }: Parts, place: string): ServiceError {
  const missing = [
    ...(credential ? [] : ['Credential']),
    ...(value ? [] : ['Signature']),
    ...(signedHeaders ? [] : ['SignedHeaders']),
    ...(expires === '' ? ['X-Amz-Expires'] : []),
  ].map((name) => `${place} requires '${name}' parameter.`);
  if (!date) missing.push(`${place} requires existence of either a 'X-Amz-Date' or a 'Date' header.`);
  return new ServiceError('IncompleteSignatureException', missing.join(' '));
}

function scopeOf(credential: string): { accessKeyId: string; scopeDate: string; region: string } {
  const elements = credential.split('/');
  const [accessKeyId, scopeDate, region, service, terminator] = elements;
  if (elements.length !== 5 || !accessKeyId || !scopeDate || !region) {
    throw new ServiceError(
      'IncompleteSignatureException',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    );
  }
  if (service !== SERVICE) {
    throw invalidSignature(`Credential should be scoped to correct service: '${SERVICE}'.`);
  }
  if (terminator !== 'aws4_request') {
    throw invalidSignature("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  return { accessKeyId, scopeDate, region };
}

function timeOf(date: string): Date {
  const time = parsed(date);
  if (Number.isNaN(time)) {
    throw new ServiceError(
      'IncompleteSignatureException',
      "Date must be in ISO-8601 'basic format', such as 20261120T120000Z",
    );
  }
  return new Date(time);
}

function parsed(date: string): number {
  const [, ...digits] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year = NaN, month = NaN, day, hours, minutes, seconds] = digits.map(Number);
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

function expiryOf(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_EXPIRY) {
    throw invalidSignature(`X-Amz-Expires must be a number from 1 to ${LONGEST_EXPIRY}`);
  }
  return seconds;
}

/** A signature is valid for some minutes around its date; a presigned URL, for the time that it states. */
function problemOfTime(signedAt: Date, expiresIn: number | undefined, now: Date): string | undefined {
  const tolerance = TOLERANCE_MINUTES * 60_000;
  const latest = new Date(now.getTime() + tolerance);
  if (signedAt > latest) {
    return `Signature not yet current: ${basic(signedAt)} is still later than ${basic(latest)} (${basic(now)} + ${TOLERANCE_MINUTES} min.)`;
  }
  const last = new Date(signedAt.getTime() + (expiresIn === undefined ? tolerance : expiresIn * 1000));
  return now > last ? `Signature expired: ${basic(last)} is now earlier than ${basic(now)}` : undefined;
}

/** A time in the format of signatures. */
function basic(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
