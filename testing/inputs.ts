/**
 * Checks of what callers pass, for plain JavaScript and untyped tests: they end in a sentence before anything is done. This
 * file knows no other, and every folder of `testing` may use it.
 */

/** What a value must be, in words and as a check. */
export interface Rule {
  /** Follows "must be". */
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

/** A rule for each property of an interface. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule };

/** Whether a value is an object of properties: no list, no function, not `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const TEXT: Rule = { wanted: 'a string', holds: (value) => typeof value === 'string' };
export const BOOLEAN: Rule = { wanted: 'true or false', holds: (value) => typeof value === 'boolean' };
export const FUNCTION: Rule = { wanted: 'a function', holds: (value) => typeof value === 'function' };
export const OBJECT: Rule = { wanted: 'an object', holds: isObject };
export const MILLISECONDS: Rule = {
  wanted: 'a number of milliseconds from 0',
  holds: (value) => typeof value === 'number' && value >= 0,
};
export const PORT: Rule = {
  wanted: 'a port from 0 to 65535',
  holds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
};

export function listOf({ wanted, holds }: Rule): Rule {
  return {
    wanted: `a list, with ${wanted} at each place`,
    holds: (value) => Array.isArray(value) && value.every(holds),
  };
}

export function oneOf(...values: readonly string[]): Rule {
  return {
    wanted: `one of ${values.map((value) => `'${value}'`).join(', ')}`,
    holds: (value) => values.some((candidate) => candidate === value),
  };
}

export function optional({ wanted, holds }: Rule): Rule {
  return { wanted, holds: (value) => value === undefined || holds(value) };
}

/** @throws Error if a value is not what it must be */
export function check(name: string, value: unknown, { wanted, holds }: Rule): void {
  if (!holds(value)) throw new Error(`${name} must be ${wanted}, got ${shown(value)}`);
}

/**
 * Checks an object of properties.
 *
 * @param name what the properties are of, such as `the options of Inspector.start`
 * @throws Error if a property is unknown, or is not what it must be
 */
export function checkProperties<T>(name: string, value: unknown, rules: Rules<T>): void {
  check(name, value, OBJECT);
  const properties = value as Record<string, unknown>;
  const unknown = Object.keys(properties).find((key) => !Object.hasOwn(rules, key));
  if (unknown !== undefined) {
    throw new Error(`${name} must be ${Object.keys(rules).join(', ')}, got '${unknown}'`);
  }
  for (const [key, rule] of Object.entries<Rule>(rules)) {
    check(`'${key}' of ${name}`, properties[key], rule);
  }
}

/** A value in a message: objects by what they are, because what is in them can be long or secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (!isObject(value)) return String(value);
  const { name = 'Object' } = (value.constructor as { name?: string } | undefined) ?? {};
  return name === 'Object' ? 'an object' : `an object of ${name}`;
}
