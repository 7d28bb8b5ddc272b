/**
 * The action that the service takes on a message when it can't invoke a processor, because the function doesn't exist or the
 * service isn't allowed to invoke it. For a function that was invoked and then failed, see `ErrorAction`.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_Processor.html
 */
export enum FallbackAction {
  /**
   * The message is not sent, and its status becomes `FAILED`: nobody sees an unprocessed message.
   */
  ABORT = 'ABORT',

  /**
   * The message continues to the next processor, or to its recipients if this was the last one.
   */
  CONTINUE = 'CONTINUE',
}
