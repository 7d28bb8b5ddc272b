import type { HttpRequest } from '../../http';
import { isObject } from '../../inputs';
import { BEARER_HEADER, BEARER_MEMBER, type Operation, pathMembers } from '../operations';
import { badRequest, ServiceError } from '../service-error';

/** The raw input of a request, with each member read from the part that the operation defines. */
export function inputOf(
  operation: Operation,
  inPath: Readonly<Record<string, string>>,
  request: HttpRequest,
): Record<string, unknown> {
  const input = bodyOf(request);
  for (const elsewhere of [
    ...pathMembers(operation.path),
    ...Object.values(operation.query ?? {}),
    BEARER_MEMBER,
  ]) {
    delete input[elsewhere];
  }
  for (const [parameter, member] of Object.entries(operation.query ?? {})) {
    const value = request.query.get(parameter);
    if (value !== null) {
      input[member] = operation.input[member]?.kind === 'integer' ? toInteger(value) : value;
    }
  }
  const bearer = request.headers[BEARER_HEADER];
  if (bearer !== undefined && BEARER_MEMBER in operation.input) input[BEARER_MEMBER] = bearer;
  return Object.assign(input, inPath);
}

/** The access key that a request claims to be signed with, in its headers or in its query. */
export function accessKeyIdOf({ headers, query }: HttpRequest): string | undefined {
  const inHeader = /^AWS4-HMAC-SHA256 .*?Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
  return inHeader ?? /^([^/]+)\//.exec(query.get('X-Amz-Credential') ?? '')?.[1];
}

function bodyOf({ body }: HttpRequest): Record<string, unknown> {
  if (body === undefined) throw new ServiceError('BadRequestException', 'the body is too large', 413);
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (text.trim() === '') return {};
    parsed = JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (!isObject(parsed)) throw badRequest('the body must be a JSON object');
  return parsed;
}

function toInteger(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
