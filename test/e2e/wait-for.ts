import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a call until it returns a value. */
export async function waitFor<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} seconds`);
    await sleep(100);
  }
}
