/**
 * What the service does with a message when it cannot reach a processor: the function is gone, or may not be invoked. It does not cover a function that was invoked and then failed.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_Processor.html
 */
export enum FallbackAction {
  /**
   * The message is not sent, and its status becomes `FAILED`: nobody sees a message that was not processed.
   */
  ABORT = 'ABORT',

  /**
   * The message goes on to the next processor, or to its recipients if this was the last one.
   */
  CONTINUE = 'CONTINUE',
}
