/**
 * Checks of arguments, for plain JavaScript and untyped tests: invalid ones fail with a clear sentence before anything
 * happens. This file imports nothing, and every folder of `testing` may import it.
 */

/**
 * Describes the problem with a value, as a phrase that follows the name of the value; `undefined` if there is none.
 *
 * @param path the name of the property, which a rule for contents uses to locate a problem
 */
export type Rule = (value: unknown, path?: string) => string | undefined;

/** A rule for each property of an interface. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule };

/** Whether a value is an object of properties: no list, function, map or promise, and not `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && !NO_PROPERTIES.has(Object.prototype.toString.call(value));
}

const NO_PROPERTIES = new Set(
  ['Array', 'Date', 'Map', 'Null', 'Promise', 'Set'].map((type) => `[object ${type}]`),
);

/** The rule that a value must be something. */
export function must(be: string, holds: (value: unknown) => boolean): Rule {
  return (value) => (holds(value) ? undefined : `must be ${be}, got ${shown(value)}`);
}

export const TEXT = must('a string', (value) => typeof value === 'string');
export const BOOLEAN = must('true or false', (value) => typeof value === 'boolean');
export const FUNCTION = must('a function', (value) => typeof value === 'function');
export const OBJECT = must('an object', isObject);
export const MILLISECONDS = must('a number of milliseconds from 0', isFrom(0));
export const PORT = must(
  'a port from 0 to 65535',
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
);

/** A number from a minimum; Infinity is allowed. */
export function numberFrom(minimum: number): Rule {
  return must(`a number from ${minimum}`, isFrom(minimum));
}

/** A count, such as how often something happens; Infinity is allowed. */
export function wholeNumberFrom(minimum: number): Rule {
  return must(
    `a whole number from ${minimum}`,
    (value) => isFrom(minimum)(value) && (Number.isInteger(value) || value === Infinity),
  );
}

export function listOf(what: string, rule: Rule): Rule {
  return (value, path = '') => {
    if (!Array.isArray(value)) return `must be a list of ${what}, got ${shown(value)}`;
    return problemInside([...(value as unknown[]).entries()], (index) => `${path}[${index}]`, rule);
  };
}

export const LIST = must('a list', Array.isArray);
export const LIST_OF_OBJECTS = listOf('objects', OBJECT);

/** An object with any property names; the first invalid property is reported. */
export function mapOf(what: string, rule: Rule): Rule {
  return (value, path = '') => {
    if (!isObject(value)) return `must be an object of ${what}, got ${shown(value)}`;
    return problemInside(Object.entries(value), (name) => `${path}${memberPath(name)}`, rule);
  };
}

function memberPath(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? `.${name}` : `['${name}']`;
}

/** The problem with the first invalid item. For nested items, the inner rule has already located it. */
function problemInside<K>(
  items: readonly (readonly [K, unknown])[],
  pathOf: (key: K) => string,
  rule: Rule,
): string | undefined {
  for (const [key, item] of items) {
    const problem = rule(item, pathOf(key));
    if (problem === undefined) continue;
    return problem.startsWith(INSIDE) ? problem : `${INSIDE}${pathOf(key)} ${problem}`;
  }
  return undefined;
}

const INSIDE = 'is not valid: ';

export function oneOf(...values: readonly string[]): Rule {
  const quoted = values.map((value) => `'${value}'`).join(', ');
  return must(`one of ${quoted}`, (value) => values.some((candidate) => candidate === value));
}

export function optional(rule: Rule): Rule {
  return (value, path) => (value === undefined ? undefined : rule(value, path));
}

/** An object with a rule for each property. */
export function objectOf<T>(rules: Rules<T>): Rule {
  return (value) => {
    const problem = OBJECT(value);
    if (problem !== undefined) return problem;
    const [first] = problemsIn(value as Record<string, unknown>, rules);
    return first && `${INSIDE}${first.name} ${first.problem}`;
  };
}

/**
 * @param name how the error names the value, such as `'listener'`
 * @throws Error if the value breaks its rule
 */
export function check(name: string, value: unknown, rule: Rule): void {
  const problem = rule(value);
  if (problem !== undefined) throw new Error(`${name} ${problem}`);
}

/**
 * Checks an object of properties.
 *
 * @param name how the error names the object, such as `the options of Inspector.start`
 * @throws Error if a property is unknown, or breaks its rule
 */
export function checkProperties<T>(name: string, value: unknown, rules: Rules<T>): void {
  check(name, value, OBJECT);
  const [first] = problemsIn(value as Record<string, unknown>, rules);
  if (first) throw new Error(`${first.name} of ${name} ${first.problem}`);
}

function problemsIn<T>(
  properties: Readonly<Record<string, unknown>>,
  rules: Rules<T>,
): { name: string; problem: string }[] {
  const names = Object.keys(rules);
  const unknown = Object.keys(properties).filter((key) => !names.includes(key));
  return [
    ...unknown.map((key) => ({ name: `'${key}'`, problem: isUnknown(key, names) })),
    ...Object.entries<Rule>(rules).flatMap(([key, rule]) => {
      const problem = rule(properties[key], key);
      return problem === undefined ? [] : { name: `'${key}'`, problem };
    }),
  ];
}

/** A value as messages show it: objects only by type, because their contents can be long or secret. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return String(value);
  const { name } = (value.constructor as { name?: unknown } | undefined) ?? {};
  return typeof name !== 'string' || name === 'Object' ? 'an object' : `an object of ${name}`;
}

/** The token that static factory methods pass to constructors, which are private only in TypeScript. */
export const CREATED = Symbol('created');

/** @throws Error if other code calls the constructor, as plain JavaScript can */
export function checkCreated(created: unknown, use: string): void {
  if (created !== CREATED) throw new Error(`the constructor is private: use ${use}`);
}

/**
 * Makes assigning a property fail with advice; `readonly` alone protects it only in TypeScript.
 *
 * @param owner must already have the property
 */
export function unassignable<T extends object>(owner: T, name: keyof T & string, advice: string): void {
  const value = owner[name];
  Object.defineProperty(owner, name, {
    enumerable: true,
    get: () => value,
    set: (given) => {
      throw new Error(`'${name}' cannot be assigned, got ${shown(given)}: ${advice}`);
    },
  });
}

/** The problem with a name that is not among those known. */
export function isUnknown(name: string, known: readonly string[]): string {
  return `is unknown${didYouMean(name, known) || `: expected ${known.join(', ')}`}`;
}

/** A question to append to an unknown name if a known one is close to it; otherwise an empty string. */
export function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ slips }) => slips <= Math.max(1, name.length / 3))
    .filter(({ candidate, slips }) => slips < Math.max(name.length, candidate.length)) // a one-letter name never resembles another
    .sort((one, other) => one.slips - other.slips);
  return nearest ? ` (did you mean '${nearest.candidate}'?)` : '';
}

/** How many letters to add, remove, or replace to turn one text into the other: the Levenshtein distance. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  [...one].forEach((letter, line) => {
    const next = [line + 1];
    for (let column = 0; column < other.length; column++) {
      const replaced = row[column]! + (letter === other[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  });
  return row[other.length]!;
}

function isFrom(minimum: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= minimum;
}
