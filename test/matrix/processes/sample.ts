import { ProcessWorld } from './process-world';
import { cases, type Case } from '../cases';
import { tryCases, type Result } from '../worker';

/** A kill costs the start of a process, which takes as long as a case: only one in this many is in the sample. */
const KILLS = 3;

/**
 * A coverage's rule invokes a sweep each minute, which takes as long as ten cases: only one in this many is in a sample
 * of everything.
 */
const COVERAGES = 5;

/** How many cases are tried at a time: the service waits for functions, and functions wait for the service. */
const LANES = 2;

/** Tries cases with the shipped bundles in their own processes. */
export async function tryInProcesses(
  chosen: Iterable<Case>,
  onResult: (result: Result) => void,
): Promise<void> {
  const queue = chosen[Symbol.iterator]();
  const lane = async () =>
    tryCases(await ProcessWorld.start(), { [Symbol.iterator]: () => queue }, (result) =>
      onResult({ ...result, lifecycle: `process ${result.lifecycle}`, line: `${result.line},process` }),
    );
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** This many of all possible cases for processes, chosen by a seed. */
export function* sample(count: number, seed: number, only: string): Generator<Case> {
  let left = count;
  let kills = 0;
  let coverages = 0;
  for (const one of cases(Infinity, seed, only)) {
    if (left === 0) return;
    if (one.lifecycle.startsWith('coverage-') && only === '' && coverages++ % COVERAGES > 0) continue;
    const isKilled = [one.course.delivery, one.course.undoing].some(
      (delivery) => delivery?.mode === 'killed',
    );
    if (isKilled && kills++ % KILLS > 0) continue;
    left--;
    yield one;
  }
}
