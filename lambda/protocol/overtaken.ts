import type { Run } from './run';

/**
 * How long a creation may need to repeat itself: a request without a response (4 seconds), the wait for the lag after it
 * (8.5), a look that waits for what is listed but not visible (15) and proves that it is gone (8.5), and the next request,
 * which may land late (10).
 */
const REPETITION = 50_000;

/**
 * How long CloudFormation may wait for a creation that has changed something. If one crashes, Lambda repeats it after 1 and 2
 * minutes.
 */
export const LONGEST_CREATION = 240_000;

/** Longer than a creation or a change waits for something that is not visible yet. */
const REFUSED_FOR_GOOD = 18_000;

/** The status of a stack may lag behind the requests by this much. */
export const STATUS_LAG = 2_000;

const LONGEST_PAUSE = 30_000;

/**
 * The result of looking for the traces of an earlier request: traces, none, that the service refuses the call that that request
 * would have to make, or that looking is pointless. An error means that the look itself was refused. The next look may be
 * allowed; the error of the last one is thrown.
 */
export type Look = 'found' | 'nothing' | 'refused' | 'pointless' | Error;

/**
 * Cleans up after a creation that CloudFormation canceled and that may still be running: looks until it must have ended. Once a
 * look has found something, the creation has done its work. It repeats itself only if the response to that work was lost.
 *
 * @param remove removes what is there
 * @param before the result of an earlier look
 */
export async function cleanUpAfterOvertaken(
  run: Run,
  remove: () => Promise<Look>,
  before: Look = 'nothing',
): Promise<void> {
  await watch(run, remove, REPETITION, before);
}

/**
 * Puts the desired state in place. If an earlier request may still be running, outlasts it: puts the state in place again for
 * as long as that request may change it.
 *
 * @param put puts the desired state in place where it differs
 */
export async function outlastOvertaken(run: Run, put: () => Promise<Look>): Promise<void> {
  await put();
  if ((await run.isRollingBack()) === false) {
    await run.sleep(STATUS_LAG);
    if ((await run.isRollingBack()) === false) return;
  }
  await watch(run, put);
}

async function watch(
  run: Run,
  look: () => Promise<Look>,
  afterFind = Infinity,
  before: Look = 'nothing',
): Promise<void> {
  const until = (milliseconds: number) => run.timers.now() + milliseconds;
  const latest = until(run.outlast());
  const refusedUntil = Math.min(latest, until(REFUSED_FOR_GOOD));
  let end = before === 'found' ? Math.min(latest, until(afterFind)) : latest;
  let isRefused = true;
  for (let pause = 1_000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const found = await look();
    if (found === 'pointless') return;
    isRefused &&= found === 'refused';
    if (found === 'found') end = Math.min(latest, until(afterFind));
    const left = (isRefused ? Math.min(end, refusedUntil) : end) - run.timers.now();
    if (left < 1) {
      if (found instanceof Error) throw found;
      return;
    }
    if (pause === 1_000) {
      run.log('watch', `an earlier request may still be running: ${Math.ceil(left / 1000)} seconds at most`);
    }
    await run.sleep(Math.min(pause, left));
  }
}
