/** What Node.js can wait for: of more, it makes a millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The error for a service, or a hook, that took too long. */
export function noAnswer(): Error {
  return new DOMException('no answer in time', 'TimeoutError');
}

/**
 * Waits until work is done, its time is up or the signal fires, whichever comes first. What comes of the work after that is
 * ignored.
 *
 * @param time in milliseconds
 * @param timeUp makes the error for work that took too long
 * @param abort tells the work that it took too long
 */
export async function within<T>(
  time: number,
  work: T | PromiseLike<T>,
  timeUp: () => Error,
  abort?: AbortController,
  signal?: AbortSignal,
): Promise<T> {
  if (!isThenable(work)) return work; // most deciders decide at once, and need no timer
  return new Promise((resolve, reject) => {
    const tooLate = () => {
      const error = timeUp();
      abort?.abort(error);
      reject(error);
    };
    const timer = setTimeout(tooLate, Math.min(time, LONGEST_TIMER));
    const settle =
      <V>(how: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        how(value);
      };
    signal?.addEventListener('abort', () => settle(reject)(signal.reason), { once: true });
    Promise.resolve(work).then(settle(resolve), settle(reject));
  });
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (Object(value) as { then?: unknown }).then === 'function';
}
