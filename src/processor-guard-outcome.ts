/**
 * The outcome of a message that a guard received because its processor had failed.
 */
export enum ProcessorGuardOutcome {
  /**
   * The guard denied the message.
   */
  DENIED = 'DENIED',

  /**
   * The guard let the message go on unchanged.
   */
  ALLOWED = 'ALLOWED',

  /**
   * The message had already been settled: the processor called back before it failed, or another delivery was faster.
   */
  ALREADY_SETTLED = 'ALREADY_SETTLED',
}
