/**
 * What came of a message that a processor guard was given, because its processor had failed.
 */
export enum ProcessorGuardOutcome {
  /**
   * The guard denied the message.
   */
  DENIED = 'DENIED',

  /**
   * The guard let the message go on as it came.
   */
  ALLOWED = 'ALLOWED',

  /**
   * Nothing was left to do: the processor had called back before it failed, or another delivery of the message was faster.
   */
  ALREADY_SETTLED = 'ALREADY_SETTLED',
}
