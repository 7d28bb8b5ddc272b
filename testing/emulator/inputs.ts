/** What plain JavaScript passes: checked before anything is done, and told in one sentence each. */
import { isObject } from '../inputs';

/** Says what is wrong with a value, after the name of what it was passed for; `undefined` if nothing is. */
export type Rule = (value: unknown) => string | undefined;

/** A rule for every property of an object. */
export type Rules<T> = { readonly [K in keyof Required<T>]: Rule };

/** The rule that a value must be something. */
export function must(be: string, holds: (value: unknown) => boolean): Rule {
  return (value) => (holds(value) ? undefined : `must be ${be}, got ${shown(value)}`);
}

export const aFunction = must('a function', (value) => typeof value === 'function');
export const aFlag = must('true or false', (value) => typeof value === 'boolean');
export const aString = must('a string', (value) => typeof value === 'string');
export const aPort = must(
  'a whole number from 0 to 65535',
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
);

/** A number from a minimum; Infinity is one as well. */
export function aNumber(minimum: number): Rule {
  return must(`a number from ${minimum}`, (value) => typeof value === 'number' && value >= minimum);
}

/** An object whose properties hold to rules of their own; those that are `undefined` were left out. */
export function anObject<T>(rules: Rules<T>): Rule {
  return (value) => {
    if (!isObject(value)) return `must be an object, got ${shown(value)}`;
    const problem = problemIn(value, rules);
    return problem && `is not valid: ${problem}`;
  };
}

/** @throws if a value breaks its rule */
export function check(name: string, value: unknown, rule: Rule): void {
  const problem = rule(value);
  if (problem !== undefined) throw new Error(`'${name}' ${problem}`);
}

/** @throws if options are no object, or one of them is unknown or breaks its rule */
export function checkOptions<T>(options: unknown, rules: Rules<T>): void {
  const problem = isObject(options)
    ? problemIn(options, rules)
    : `'options' must be an object, got ${shown(options)}`;
  if (problem !== undefined) throw new Error(problem);
}

/** A value as an error names it: whole where it is short, its type where not. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

function problemIn<T>(object: Readonly<Record<string, unknown>>, rules: Rules<T>): string | undefined {
  for (const [name, value] of Object.entries(object)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof T] : undefined;
    if (!rule) return `'${name}' is unknown: expected ${Object.keys(rules).join(', ')}`;
    const problem = value === undefined ? undefined : rule(value);
    if (problem !== undefined) return `'${name}' ${problem}`;
  }
  return undefined;
}
