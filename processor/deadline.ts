/** What Node.js can wait for: of more, it makes a millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The error for a service, or a hook, that took too long. */
export function noAnswer(): Error {
  return new DOMException('no answer in time', 'TimeoutError');
}

/**
 * Runs work until it is done, its time is up or the outer signal fires, whichever comes first. What the work does after
 * that is ignored: its signal has fired by then.
 *
 * @param time in milliseconds; `Infinity` if only the outer signal limits the work
 * @param timeUp makes the error for work that took too long
 */
export async function within<T>(
  time: number,
  timeUp: () => Error,
  work: (signal: AbortSignal) => T | PromiseLike<T>,
  outer?: AbortSignal,
): Promise<T> {
  const timeout = new AbortController();
  const signal = outer ? AbortSignal.any([outer, timeout.signal]) : timeout.signal;
  const timer = setTimeout(() => timeout.abort(timeUp()), Math.min(time, LONGEST_TIMER));
  try {
    const result = work(signal);
    if (!isThenable(result)) return result; // most deciders decide at once, and need not race
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return await Promise.race([aborted, result]);
  } finally {
    clearTimeout(timer);
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (Object(value) as { then?: unknown }).then === 'function';
}
