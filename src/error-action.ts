/**
 * The action to take on a message whose processor was invoked and then failed: it threw an error, timed out, ran out of memory, or
 * was throttled, and did not call back. The service isn't notified of such failures and would keep the message `PENDING` for up to
 * 48 hours.
 *
 * If a function returns without calling back, AWS Lambda considers it successful, so its message stays `PENDING`. For a function
 * that can't be invoked at all, see `FallbackAction`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export enum ErrorAction {
  /**
   * The message is denied: nobody sees an unprocessed message, and its sender is notified that it was not sent.
   */
  DENY = 'DENY',

  /**
   * The message continues unchanged to the next processor, or to its recipients if this was the last one. If the service doesn't
   * accept the unchanged message, it is denied.
   */
  ALLOW = 'ALLOW',

  /**
   * No action. The message stays `PENDING`, visible to its sender only, until something else calls back for it. After 48 hours,
   * the service no longer accepts a callback.
   */
  LEAVE_PENDING = 'LEAVE_PENDING',
}
