/**
 * What AWS does not document, as named switches, in one table that their types, values and presets follow from. It knows
 * nothing about the emulator.
 */
import { BEHAVIORS, type EmulatorBehavior } from './behaviors';
import { valueProblem, type Behavior } from './kinds';
import { didYouMean, isObject, shown, type Rule } from '../../inputs';

export type { EmulatorBehavior } from './behaviors';

const behaviors: Readonly<Record<string, Behavior<unknown>>> = BEHAVIORS;

/**
 * Behaviors to run a suite under.
 *
 * - `documented-likely`: the default.
 * - `strict`: rejects calls wherever this is possible, in the less convenient form.
 * - `lenient`: accepts calls wherever this is possible.
 */
export const behaviorPresets: Readonly<
  Record<'documented-likely' | 'strict' | 'lenient', Readonly<EmulatorBehavior>>
> = Object.freeze({
  'documented-likely': preset('likely'),
  strict: preset('strict'),
  lenient: preset('lenient'),
});

/** Behaviors by name, as an option. */
export const BEHAVIOR: Rule = (value) => {
  if (isObject(value)) {
    const problems = Object.entries(value).map(([name, setting]) => behaviorProblem(name, setting));
    const problem = problems.find((found) => found !== undefined);
    return problem && `is not valid: ${problem}`;
  }
  const isPreset = typeof value === 'string' && Object.hasOwn(behaviorPresets, value);
  const advice = `pass behaviorPresets[${isPreset ? `'${value}'` : '…'}] or { name: value }`;
  return `must be an object of behaviors, got ${shown(value)}; ${advice}`;
};

/** Every behavior: those that are set, and the rest as by default. */
export function fullBehavior(given: Partial<EmulatorBehavior> = {}): EmulatorBehavior {
  return { ...behaviorPresets['documented-likely'], ...given };
}

/** What is wrong with a setting; `undefined` if nothing is. */
export function behaviorProblem(name: string, value: unknown): string | undefined {
  const behavior = named(name);
  if (!behavior) {
    const names = Object.keys(behaviors);
    return `there is no behavior '${name}'${didYouMean(name, names) || `: expected ${names.join(', ')}`}`;
  }
  const problem = valueProblem(behavior, value);
  return problem && `'${name}' ${problem}`;
}

/**
 * Behaviors that others may change: a setting that there is not is an error, and changes nothing.
 *
 * @param checkOpen throws when it is too late for a change
 */
export function checkedBehavior(behavior: EmulatorBehavior, checkOpen: () => void): EmulatorBehavior {
  return new Proxy(behavior, {
    set(target, name, value) {
      checkOpen();
      const problem = behaviorProblem(String(name), value);
      if (problem !== undefined) throw new Error(problem);
      return Reflect.set(target, name, value);
    },
    deleteProperty: (_, name) => onlyAssigned('deleted', name),
    defineProperty: (_, name) => onlyAssigned('redefined', name),
  });
}

function onlyAssigned(done: string, name: string | symbol): never {
  throw new Error(`a behavior must not be ${done}, got '${String(name)}': assign a value to it`);
}

/** Whether a behavior is a number; all others are words. */
export function isNumeric(name: string): boolean {
  const behavior = named(name);
  return behavior !== undefined && behavior.choices === undefined;
}

function named(name: string): Behavior<unknown> | undefined {
  return Object.hasOwn(behaviors, name) ? behaviors[name] : undefined;
}

function preset(name: 'likely' | 'strict' | 'lenient'): Readonly<EmulatorBehavior> {
  const values = Object.entries(behaviors).map(([key, behavior]) => [key, behavior[name]]);
  return Object.freeze(Object.fromEntries(values) as EmulatorBehavior);
}
