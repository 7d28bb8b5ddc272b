import { isObject } from '../../inputs';
import { matchesWildcard } from '../iam';

/** An event pattern of EventBridge: the accepted values of each field, or patterns of what is inside it. */
export type EventPattern = Record<string, unknown>;

/** Whether an event has what a pattern asks for. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = isObject(event) ? event[field] : undefined;
    return Array.isArray(expected)
      ? matchesAny(expected, actual)
      : isObject(expected) && matchesPattern(expected, actual);
  });
}

function matchesAny(accepted: unknown[], actual: unknown): boolean {
  const values: unknown[] = Array.isArray(actual) ? actual : [actual];
  return accepted.some((matcher) => values.some((value) => matches(matcher, value)));
}

function matches(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [name, argument] = Object.entries(matcher)[0]!;
  switch (name) {
    case 'exists':
      return argument === (value !== undefined);
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(argument));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(argument));
    case 'wildcard':
      return typeof value === 'string' && matchesWildcard(String(argument), value);
    case 'equals-ignore-case':
      return String(value).toLowerCase() === String(argument).toLowerCase();
    case 'anything-but':
      return value !== undefined && ![argument].flat().some((refused) => matches(refused, value));
    default:
      throw new Error(`the event pattern filter '${name}' is not supported by the local deployment`);
  }
}
