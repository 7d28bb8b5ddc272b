/**
 * The action to take on a message without a decision. `'deny'` denies it. `'allow'` lets it through unchanged, or
 * denies it if the service does not accept that either, because otherwise it would stay `PENDING`. With `'throw'`, the
 * function fails, so that Lambda retries it and finally sends the event to the function's failure destination.
 */
export type OnError = 'deny' | 'allow' | 'throw';

/** The rule for an option, in words and in code. */
export type Rule = readonly [wanted: string, holds: (value: unknown) => boolean];

export const anOnError: Rule = [
  'deny, allow or throw',
  (value) => ['deny', 'allow', 'throw'].includes(value as string),
];
export const aDuration: Rule = [
  'milliseconds above 0',
  (value) => Number.isFinite(value) && (value as number) > 0,
];
export const aText: Rule = ['a string', (value) => typeof value === 'string'];
export const aDate: Rule = [
  'a valid Date',
  (value) => value instanceof Date && !Number.isNaN(value.getTime()),
];
export const anObject: Rule = ['an object', isPlain];
export const aFunction: Rule = ['a function', (value) => typeof value === 'function'];

/** Such as a client or a logger. */
export function anObjectWith(...methods: string[]): Rule {
  return [
    `an object with ${methods.join(', ')}`,
    (value) => methods.every((method) => typeof Object(value)[method] === 'function'),
  ];
}

/**
 * @param of the owner of the options, which errors name after the option
 * @throws if options are not an object, or one of them is unknown or breaks its rule; `undefined` counts as left out
 */
export function checkOptions<T extends object>(
  options: T,
  rules: { readonly [K in keyof Required<T>]: Rule },
  of = '',
): void {
  check(`options${of}`, options, anObject);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) {
      throw new Error(`'${name}'${of} is unknown: expected ${Object.keys(rules).join(', ')}`);
    }
    if (value !== undefined) check(`'${name}'${of}`, value, rules[name as keyof T]);
  }
}

/** @throws if a value breaks its rule; the error does not quote an object, because it may be long or hold secrets */
export function check(name: string, value: unknown, [wanted, holds]: Rule): void {
  if (holds(value)) return;
  const text = typeof value === 'string' ? `'${value}'` : value;
  throw new Error(`${name} must be ${wanted}, got ${Object(value) === value ? typeof value : String(text)}`);
}

/** A copy of an object without properties that are `undefined`, which count as left out. */
export function whatIsGiven<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as T;
}

/** An object with properties: not a list, function, map, promise or `null`. */
export function isPlain(value: unknown): value is object {
  return {}.toString.call(value) === '[object Object]';
}
