/**
 * What becomes of a message that no decision was made for: it is denied, or let through as it was (and denied if the
 * service does not take that either, because it would stay pending otherwise), or (`'throw'`) the function fails, so that Lambda runs it again and in the end hands the event to the function's failure destination.
 */
export type OnError = 'deny' | 'allow' | 'throw';

export function checkOnError(name: string, onError: OnError | undefined): void {
  if (onError !== undefined && !['deny', 'allow', 'throw'].includes(onError)) {
    throw new TypeError(`${name} must be deny, allow or throw, got ${onError}`);
  }
}

export function checkDuration(name: string, duration: number | undefined): void {
  if (duration !== undefined && !(duration > 0 && duration < Infinity)) {
    throw new TypeError(`${name} must be milliseconds above 0, got ${duration}`);
  }
}
