/**
 * What the constructs and the processor guard's function have to agree on. Both sides import this file, so that a renamed
 * variable or metric is a compile error.
 */

/**
 * The environment variable that lists the processors whose messages are let through when they fail: function name and
 * qualifier as they stand in ARNs, `name:$LATEST`, separated by commas. All others are denied.
 */
export const ALLOWED_PROCESSORS_VARIABLE = 'ALLOWED_PROCESSORS';

/** What came of a message that was handed to the guard. */
export type GuardOutcome = 'DENIED' | 'ALLOWED' | 'ALREADY_SETTLED';

/** The metrics that the guard writes in the embedded metric format. */
export const GUARD_METRICS = {
  namespace: 'cdk-chime-sdk-messaging/ProcessorGuard',
  decisions: 'Decisions',
  failures: 'Failures',
  functionDimension: 'ProcessorFunctionName',
  /** The function of a record that does not say which one failed. */
  unknownFunction: 'unknown',
  outcomeDimension: 'Outcome',
} as const;
