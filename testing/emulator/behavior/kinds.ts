import { shown } from '../../inputs';

/** One behavior: its possible values, and its value under each preset. */
export interface Behavior<V> {
  /** `undefined` if the values are numbers. */
  readonly choices: readonly V[] | undefined;
  readonly likely: V;
  readonly strict: V;
  readonly lenient: V;
}

/** The values that a behavior can have. */
export type ValueOf<B> = B extends Behavior<infer V> ? V : never;

/** The values of presets that differ from the default. */
type Others<V> = Partial<Pick<Behavior<V>, 'strict' | 'lenient'>>;

/** A behavior whose value is one of some words, by default the first. */
export function choice<const V extends string>(
  choices: readonly [V, ...V[]],
  { strict = choices[0], lenient = choices[0] }: Others<NoInfer<V>> = {},
): Behavior<V> {
  return { choices, likely: choices[0], strict, lenient };
}

/** A behavior whose value is a number from 0. */
export function number(
  likely: number,
  { strict = likely, lenient = likely }: Others<number> = {},
): Behavior<number> {
  return { choices: undefined, likely, strict, lenient };
}

/** The problem with a value, as a phrase that follows the name of its behavior; `undefined` if there is none. */
export function valueProblem({ choices }: Behavior<unknown>, value: unknown): string | undefined {
  if (choices === undefined) {
    const isAmount = typeof value === 'number' && value >= 0;
    return isAmount ? undefined : `must be a number from 0, got ${shown(value)}`;
  }
  return choices.includes(value) ? undefined : `must be one of ${choices.join(', ')}, got ${shown(value)}`;
}
