/**
 * What becomes of a message whose processor was invoked and then failed: it threw, timed out, ran out of memory or was
 * throttled, and did not call back. The service does not see such failures, and would keep the message for 48 hours.
 *
 * A function that returns without having called back has not failed as far as AWS Lambda can tell: its message stays pending.
 * What the service does when it cannot reach the function in the first place is the fallback action.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export enum ErrorAction {
  /**
   * The message is denied: nobody sees a message that was not processed, and its sender learns that it was not sent.
   */
  DENY = 'DENY',

  /**
   * The message goes on as it came: to the next processor, or to its recipients if this was the last one. One that the
   * service does not take back as it came is denied.
   */
  ALLOW = 'ALLOW',

  /**
   * Nothing is done. The message stays pending, seen by its sender only, until something else calls back for it; after 48
   * hours the service takes no callback any more.
   */
  LEAVE_PENDING = 'LEAVE_PENDING',
}
