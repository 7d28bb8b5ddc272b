import type { EmulatorClock, EmulatorTimer } from '../../testing';

/**
 * Makes timers, the time of day, and random values follow a clock and a seed, so that hours of failures pass in
 * seconds, and always in the same way.
 *
 * @returns a function that restores the originals
 */
export function useVirtualTime(clock: EmulatorClock, random: () => number): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const { random: realRandom } = Math;
  const setVirtual = (fire: () => void, delay = 0): unknown => clock.setTimeout(fire, delay);
  const clearVirtual = (timer?: unknown) => (timer as EmulatorTimer | undefined)?.clear();
  Object.assign(globalThis, { setTimeout: setVirtual, clearTimeout: clearVirtual });
  Date.now = () => clock.now();
  Math.random = random;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    Math.random = realRandom;
  };
}

/** Lets time pass, in steps between which the effects of each can begin. */
export async function pass(clock: EmulatorClock, milliseconds: number, step: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    await clock.advance(step);
    await new Promise(setImmediate);
  }
}

/** Pseudorandom numbers from 0 to 1; the same for the same seed (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
