import type { Run } from './run';

/** Which failures are worth another attempt, and for how long. */
export interface RetryPolicy {
  applies(error: unknown): boolean;
  /** Milliseconds to retry for after the first such failure, depending on the milliseconds until the deadline. */
  budget(remaining: number): number;
}

/**
 * How long AWS SDK clients wait in one attempt, in milliseconds: a request has no time to lose. `requestTimeout` stops counting when
 * a response begins. From then on, only `socketTimeout` ends the wait for the rest, once nothing has arrived for that long.
 */
export const SOON_GIVEN_UP = {
  connectionTimeout: 1_000,
  requestTimeout: 4_000,
  socketTimeout: 4_000,
  throwOnRequestTimeout: true,
};

const FIRST_DELAY = 200;
const LONGEST_DELAY = 3_000;

/**
 * Repeats an attempt while one of the policies applies to its failure and its budget lasts. Delays are drawn from zero up to a
 * growing limit ("full jitter"), so that many functions that were throttled at once come back evenly spread.
 *
 * @param reserve milliseconds before the deadline that are left untouched
 */
export async function retry<T>(
  run: Run,
  policies: readonly RetryPolicy[],
  attempt: () => Promise<T>,
  reserve = 0,
): Promise<T> {
  const ends = new Map<RetryPolicy, number>();
  const { lastError } = run;
  for (let limit = FIRST_DELAY; ; limit = Math.min(2 * limit, LONGEST_DELAY)) {
    try {
      const result = await attempt();
      run.lastError = lastError; // failures on the way are overcome; those of the surrounding work are not
      return result;
    } catch (error) {
      const policy = policies.find((candidate) => candidate.applies(error));
      if (!policy || run.signal.aborted) throw error;
      const remaining = run.remaining();
      const end = ends.get(policy) ?? Math.max(remaining - policy.budget(remaining), reserve);
      ends.set(policy, end);
      if (remaining <= end) throw error;
      await run.sleep(Math.min(Math.random() * limit, remaining - end));
    }
  }
}
