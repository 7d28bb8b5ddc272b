import { shown } from '../../inputs';

/** One behavior: what it can be, and what it is under each preset. */
export interface Behavior<V> {
  /** `undefined` for a number. */
  readonly choices: readonly V[] | undefined;
  readonly likely: V;
  readonly strict: V;
  readonly lenient: V;
}

/** What a behavior can be set to. */
export type ValueOf<B> = B extends Behavior<infer V> ? V : never;

/** What presets say other than the default. */
type Others<V> = Partial<Pick<Behavior<V>, 'strict' | 'lenient'>>;

/** A behavior that is one of some words, the first of them by default. */
export function choice<const V extends string>(
  choices: readonly [V, ...V[]],
  { strict = choices[0], lenient = choices[0] }: Others<NoInfer<V>> = {},
): Behavior<V> {
  return { choices, likely: choices[0], strict, lenient };
}

/** A behavior that is an amount, from 0. */
export function number(
  likely: number,
  { strict = likely, lenient = likely }: Others<number> = {},
): Behavior<number> {
  return { choices: undefined, likely, strict, lenient };
}

/** What is wrong with a value, in words that follow the name of its behavior; `undefined` if nothing is. */
export function valueProblem({ choices }: Behavior<unknown>, value: unknown): string | undefined {
  if (choices === undefined) {
    const isAmount = typeof value === 'number' && value >= 0;
    return isAmount ? undefined : `must be a number from 0, got ${shown(value)}`;
  }
  return choices.includes(value) ? undefined : `must be one of ${choices.join(', ')}, got ${shown(value)}`;
}
