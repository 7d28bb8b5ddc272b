import { setTimeout as delay } from 'node:timers/promises';

/** How time passes; tests bring their own. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after some milliseconds; rejects when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after some milliseconds, unless the returned function is called first. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Real time. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
