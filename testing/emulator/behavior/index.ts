/**
 * The behaviors that AWS does not document, as named switches in one table that defines their types, values, and
 * presets. It imports nothing from the emulator.
 */
import { BEHAVIORS, type EmulatorBehavior } from './behaviors';
import { valueProblem, type Behavior } from './kinds';
import { didYouMean, isObject, shown, type Rule } from '../../inputs';

export type { EmulatorBehavior } from './behaviors';

const behaviors: Readonly<Record<string, Behavior<unknown>>> = BEHAVIORS;

/**
 * Sets of behaviors to run a suite under.
 *
 * - `documented-likely`: the default.
 * - `strict`: rejects calls wherever possible, with the less convenient error.
 * - `lenient`: accepts calls wherever possible.
 */
export const behaviorPresets: Readonly<
  Record<'documented-likely' | 'strict' | 'lenient', Readonly<EmulatorBehavior>>
> = Object.freeze({
  'documented-likely': preset('likely'),
  strict: preset('strict'),
  lenient: preset('lenient'),
});

/** The rule for an option that holds behaviors by name. */
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

/** All behaviors: those that are set, with defaults for the rest. */
export function fullBehavior(given: Partial<EmulatorBehavior> = {}): EmulatorBehavior {
  return { ...behaviorPresets['documented-likely'], ...given };
}

/** The problem with a setting; `undefined` if there is none. */
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
 * Behaviors that callers can change: an invalid setting is an error, and changes nothing.
 *
 * @param checkOpen throws if it is too late for a change
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

/** Whether the value of a behavior is a number; all others are words. */
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
