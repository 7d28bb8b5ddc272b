import type { Turn } from './turn';
import { isConflict, isRefused, isThrottled, isUnanswered } from '../chime';

/** How long to wait after each failure. */
const PAUSES = [1_000, 2_000, 4_000];

/** Whether a failure is about the channel, and may have passed some seconds or a sweep later. */
export function mayPass(error: unknown): boolean {
  return isRefused(error) || isConflict(error) || isUnanswered(error);
}

/**
 * Does something about a channel, and tries again if the failure may pass.
 *
 * @throws the last failure
 */
export async function insist<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ;) {
    try {
      return await work();
    } catch (error) {
      if (isThrottled(error)) continue; // the bearer has to wait now
      const pause = mayPass(error) ? PAUSES[failures++] : undefined;
      if (pause === undefined) throw error;
      await turn.sleep(pause);
    }
  }
}
