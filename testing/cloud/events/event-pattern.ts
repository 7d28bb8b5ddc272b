import { isObject } from '../../inputs';
import { matchesWildcard } from '../iam';

/** An EventBridge event pattern: the accepted values of each field, or nested patterns. */
export type EventPattern = Record<string, unknown>;

type Matcher = (argument: unknown, value: unknown) => boolean;

/** The filters that can replace an accepted value, by name. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  exists: (argument, value) => argument === (value !== undefined),
  prefix: (argument, value) => typeof value === 'string' && value.startsWith(String(argument)),
  suffix: (argument, value) => typeof value === 'string' && value.endsWith(String(argument)),
  wildcard: (argument, value) => typeof value === 'string' && matchesWildcard(String(argument), value),
  'equals-ignore-case': (argument, value) => String(value).toLowerCase() === String(argument).toLowerCase(),
  'anything-but': (argument, value) =>
    value !== undefined && ![argument].flat().some((refused) => matches(refused, value)),
  numeric: (argument, value) => typeof value === 'number' && isInRange(argument as unknown[], value),
};

/** Whether an event matches a pattern. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    if (field === '$or') return (expected as EventPattern[]).some((one) => matchesPattern(one, event));
    const actual = isObject(event) ? event[field] : undefined;
    return Array.isArray(expected)
      ? matchesAny(expected, actual)
      : isObject(expected) && matchesPattern(expected, actual);
  });
}

/** @throws Error for an invalid pattern, or for a filter that is not supported on this machine */
export function checkPattern(pattern: unknown): void {
  if (!isObject(pattern)) throw invalid('a pattern must be an object');
  for (const [field, expected] of Object.entries(pattern)) {
    if (isObject(expected)) checkPattern(expected);
    else if (!Array.isArray(expected)) throw invalid(`'${field}' must be an object or an array`);
    else if (field === '$or') expected.forEach(checkPattern);
    else expected.filter(isObject).forEach(checkMatcher);
  }
}

function checkMatcher(matcher: Record<string, unknown>): void {
  const [, argument] = matcherOf(matcher);
  if ('numeric' in matcher && !Array.isArray(argument)) throw invalid("'numeric' must be an array");
}

function invalid(reason: string): Error {
  return new Error(`the event pattern is not valid: ${reason}`);
}

function matchesAny(accepted: unknown[], actual: unknown): boolean {
  const values: unknown[] = Array.isArray(actual) ? actual : [actual];
  return accepted.some((matcher) => values.some((value) => matches(matcher, value)));
}

function matches(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [matchesValue, argument] = matcherOf(matcher);
  return matchesValue(argument, value);
}

function matcherOf(matcher: Record<string, unknown>): [Matcher, unknown] {
  const [name = '', argument] = Object.entries(matcher)[0] ?? [];
  if (Object.hasOwn(MATCHERS, name)) return [MATCHERS[name]!, argument];
  throw new Error(`the event pattern filter '${name}' is not supported by the local deployment`);
}

/** Such as `['>', 0, '<=', 5]`. */
function isInRange(bounds: readonly unknown[], value: number): boolean {
  const [operator, bound, ...rest] = bounds;
  if (operator === undefined) return true;
  const isWithin = {
    '=': value === Number(bound),
    '<': value < Number(bound),
    '<=': value <= Number(bound),
    '>': value > Number(bound),
    '>=': value >= Number(bound),
  }[String(operator)];
  return isWithin === true && isInRange(rest, value);
}
