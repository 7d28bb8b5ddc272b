/** What Node.js can wait for: of more, it makes a millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The error for a service, or a hook, that took too long. */
export function noAnswer(): Error {
  return new DOMException('no answer in time', 'TimeoutError');
}

/** Fires the signal of what took too long, with the error to fail with. */
export function abortWith(controller: AbortController, error: Error): Error {
  controller.abort(error);
  return error;
}

/**
 * Waits until work is done, its time is up or the signal fires, whichever comes first. What comes of the work after that is
 * ignored.
 *
 * @param time in milliseconds
 * @param timeUp makes the error for work that took too long
 */
export async function within<T>(
  time: number,
  work: T | PromiseLike<T>,
  timeUp: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  if (!isThenable(work)) return work; // most deciders decide at once, and need no timer
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timeUp()), Math.min(time, LONGEST_TIMER));
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
