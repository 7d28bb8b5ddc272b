import { LONGEST_CHANGE, type Run } from './run';

/** A request without an answer, the wait after it, and the next request. */
const REPETITION = 12_000;

/** Kept for the last look. */
const RESERVE = 3_000;

const LONGEST_PAUSE = 30_000;

/**
 * Cleans up after a creation that CloudFormation called off and that may still be at work: looks until it must have ended.
 * Once something was found, the creation has done its work; only if the answer to it was lost does it repeat itself.
 *
 * @param remove removes what is there, and says whether anything was; undefined if there is no use in looking again
 * @param foundBefore whether something was found by a look before
 */
export async function cleanUpAfterOvertaken(
  run: Run,
  remove: () => Promise<boolean | undefined>,
  foundBefore = false,
): Promise<void> {
  const latest = Math.max(RESERVE, run.remaining() - LONGEST_CHANGE - REPETITION);
  const afterFind = () => Math.max(latest, run.remaining() - REPETITION);
  let end = foundBefore ? afterFind() : latest;
  for (let pause = 1_000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const found = await remove();
    if (found === undefined) return;
    if (found) end = afterFind();
    const left = run.remaining() - end;
    if (left < 1) return;
    await run.sleep(Math.min(pause, left));
  }
}
