/** Validates requests against the constraints of the service model. Messages never contain names, tags, or content. */
import { isObject, shown } from '../../inputs';
import { badRequest } from '../service-error';
import {
  type IntegerShape,
  isOptional,
  type ListShape,
  type MapShape,
  type Members,
  type Shape,
  type StringShape,
  type StructureOf,
} from './shape';

/** The maximum for one UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

/**
 * The checked members of a request, without any that the service does not know.
 *
 * @throws BadRequestException for the first member that breaks a constraint
 */
export function validate<M extends Members>(
  members: M,
  request: Readonly<Record<string, unknown>>,
): StructureOf<M> {
  return checkMembers(members, request, '') as StructureOf<M>;
}

function checkMembers(
  members: Members,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(members)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member !== undefined && member !== null) {
      checked[name] = check(shape, member, path + name);
    } else if (!isOptional(shape)) {
      throw badRequest(`'${path}${name}' is required`);
    }
  }
  return checked;
}

function check(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.kind) {
    case 'string':
      return checkString(shape, value, path);
    case 'integer':
      return checkInteger(shape, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(path, 'a boolean', value);
    case 'timestamp':
      return checkTimestamp(value, path);
    case 'list':
      return checkList(shape, value, path);
    case 'map':
      return checkMap(shape, value, path);
    case 'structure':
      if (!isObject(value)) return wrongType(path, 'an object', value);
      return checkMembers(shape.members, value, `${path}.`);
  }
}

function checkString(
  { min = 0, max = Infinity, maxBytes = Infinity, pattern, oneOf }: StringShape,
  value: unknown,
  path: string,
): string {
  if (typeof value !== 'string') return wrongType(path, 'a string', value);
  if (oneOf && !oneOf.includes(value)) throw badRequest(`'${path}' must be one of ${oneOf.join(', ')}`);
  if (value.length < min || (value.length > max && codePoints(value) > max)) {
    const limits = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    throw badRequest(`'${path}' must have ${limits} characters, got ${codePoints(value)}`);
  }
  if (value.length * MOST_BYTES > maxBytes) checkBytes(value, maxBytes, path);
  if (pattern && !pattern.test(value)) throw badRequest(`'${path}' must match ${pattern.source}`);
  return value;
}

/** Texts that are far too short to exceed the limit are not measured. */
function checkBytes(value: string, maxBytes: number, path: string): void {
  const size = new TextEncoder().encode(value).byteLength; // which pages have as well
  if (size > maxBytes) throw badRequest(`'${path}' must have at most ${maxBytes} bytes, got ${size}`);
}

function checkInteger({ min, max }: IntegerShape, value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) return wrongType(path, 'an integer', value);
  const number = value as number;
  if (number < min || number > max) {
    throw badRequest(`'${path}' must be from ${min} to ${max}, got ${number}`);
  }
  return number;
}

function checkTimestamp(value: unknown, path: string): Date {
  const date =
    typeof value === 'number'
      ? new Date(value * 1000)
      : typeof value === 'string' || value instanceof Date
        ? new Date(value)
        : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) return wrongType(path, 'a timestamp', value);
  return date;
}

function checkList({ of, min, max }: ListShape, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) return wrongType(path, 'a list', value);
  if (value.length < min || value.length > max) {
    throw badRequest(`'${path}' must have ${min} to ${max} items, got ${value.length}`);
  }
  return value.map((item: unknown, index) => check(of, item, `${path}[${index}]`));
}

function checkMap({ key, value: shape }: MapShape, value: unknown, path: string): Record<string, unknown> {
  if (!isObject(value)) return wrongType(path, 'an object', value);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      check(key, name, `${path} (key)`),
      check(shape, item, `${path} (value)`),
    ]),
  );
}

function wrongType(path: string, expected: string, value: unknown): never {
  throw badRequest(`'${path}' must be ${expected}, got ${described(value)}`);
}

function described(value: unknown): string {
  return typeof value === 'string' ? 'a string' : shown(value);
}

/** Length as the service counts it: an emoji is one character. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
