/**
 * The outcome of a message that a guard received because its processor had failed.
 */
export enum ProcessorGuardOutcome {
  /**
   * The guard denied the message.
   */
  DENIED = 'DENIED',

  /**
   * The guard let the message continue unchanged.
   */
  ALLOWED = 'ALLOWED',

  /**
   * The message had already been settled: the processor called back before it failed, or another delivery settled it first.
   */
  ALREADY_SETTLED = 'ALREADY_SETTLED',
}
