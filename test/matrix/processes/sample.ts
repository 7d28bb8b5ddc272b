import { ProcessWorld } from './process-world';
import { cases, type Case } from '../cases';
import { tryCases, type Result } from '../worker';

/** A kill costs the start of a process, which takes as long as a case: one in so many is in the sample. */
const KILLS = 3;

/** The rule of a coverage invokes a sweep each minute, which takes as long as ten cases: one in so many is in a sample of everything. */
const COVERAGES = 5;

/** So many cases are tried at a time: the service waits for functions, and functions for the service. */
const LANES = 2;

/** Tries cases with the shipped bundles in processes of their own. */
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

/** As many cases as are tried in processes, chosen by a seed among all that there are. */
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
