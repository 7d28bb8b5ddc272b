import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL = 200;
const LIMIT = 60_000;

/**
 * Waits until a condition is true.
 *
 * @returns how many milliseconds it took; 0 if the condition was true at once
 */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<number> {
  const start = Date.now();
  for (let isFirst = true; ; isFirst = false) {
    if (await isSo()) return isFirst ? 0 : Date.now() - start;
    if (Date.now() - start > LIMIT) throw new Error(`not so after ${LIMIT / 1000} s: ${what}`);
    await sleep(INTERVAL);
  }
}
