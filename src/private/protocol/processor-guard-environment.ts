/**
 * The names that the constructs and the processor guard's function share. Both sides import this file, so that a renamed
 * variable or metric is a compile error.
 */

/**
 * The environment variable that lists the processors that the guard acts for, separated by commas. Each entry has the
 * function name and qualifier as in ARNs, the action to take, and the positions of its app instances in the other list:
 * `moderator:$LATEST ALLOW 0 2`. A record of any other processor or app instance is rejected.
 */
export const PROCESSORS_VARIABLE = 'PROCESSORS';

/** Instead of positions: the app instance is in another stack, so only the permissions of the role limit the guard. */
export const ANY_APP_INSTANCE = '*';

/** The environment variable that lists the ARNs of the app instances of all processors, separated by commas. */
export const APP_INSTANCES_VARIABLE = 'APP_INSTANCES';

/** The action to take on a message whose processor failed. */
export type GuardAction = 'ALLOW' | 'DENY';

/** The outcome of a message that was sent to the guard. */
export type GuardOutcome = 'DENIED' | 'ALLOWED' | 'ALREADY_SETTLED';

/** The metrics that the guard writes in the embedded metric format. */
export const GUARD_METRICS = {
  namespace: 'cdk-chime-sdk-messaging/ProcessorGuard',
  decisions: 'Decisions',
  failures: 'Failures',
  functionDimension: 'ProcessorFunctionName',
  /** The function name for a record that does not show which function failed. */
  unknownFunction: 'unknown',
  outcomeDimension: 'Outcome',
} as const;
