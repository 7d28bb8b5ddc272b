/** The longest time that Node.js can wait for: it turns anything longer into a millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Waits until work is done, its time is up or the signal fires, whichever comes first. Anything that the work does after
 * that is ignored.
 *
 * @param time in milliseconds
 * @param abort tells the work that it took too long
 * @param timeUp creates the error for that; the default one is for services and hooks
 */
export async function within<T>(
  time: number,
  work: T | PromiseLike<T>,
  abort?: AbortController,
  timeUp: () => Error = () => new DOMException('no response in time', 'TimeoutError'),
  signal?: AbortSignal,
): Promise<T> {
  if (!isThenable(work)) return work; // most deciders decide at once, and need no timer
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    const tooLate = () => {
      const error = timeUp();
      reject(error); // before the work is notified, because it may end at once
      abort?.abort(error);
    };
    timer = setTimeout(tooLate, Math.min(time, LONGEST_TIMER));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (Object(value) as { then?: unknown }).then === 'function';
}
