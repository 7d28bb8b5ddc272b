/**
 * The names that the construct of a coverage and its functions share; see `processor-guard-environment.ts`.
 */

/** The environment variable that names the bucket with the coverage's state, which holds all other settings. */
export const COVERAGE_BUCKET_VARIABLE = 'BUCKET_NAME';

/** The environment variable that names the function that sweeps, which is the dimension of all metrics of a coverage. */
export const COVERAGE_FUNCTION_VARIABLE = 'SWEEP_FUNCTION_NAME';

/**
 * The objects in that bucket: the state of sweeps and of detection, and the index of the channels with a flow, for sweeps that take
 * several turns.
 */
export const COVERAGE_KEYS = { state: 'state.json', detection: 'detection.json', index: 'index' } as const;

/** The metrics that the functions write in the embedded metric format. */
export const COVERAGE_METRICS = {
  namespace: 'cdk-chime-sdk-messaging/ChannelFlowCoverage',
  /** At the end of a sweep: the matching channels that it had to leave without a flow. A count. */
  uncoveredChannels: 'UncoveredChannels',
  /** Each minute: seconds since the start of the last sweep that was completed. */
  secondsSinceSweep: 'SecondsSinceSweep',
  /** At the end of a sweep: the seconds that it took. */
  sweepDuration: 'SweepDuration',
  /** Each minute: failures that need somebody's attention, such as a bearer that is no longer an admin. A count. */
  failures: 'Failures',
  /** The only dimension: the name of the function that sweeps. */
  functionDimension: 'FunctionName',
} as const;

/** The metrics that detection writes into the same namespace, under the name of the function that sweeps. */
export const DETECTION_METRICS = {
  /** Each time that detection runs: the channels that it has associated. A count. */
  detectedChannels: 'DetectedChannels',
  /** Each time that detection runs: the channels that it could not check or associate, and leaves to the next sweep. A count. */
  detectionFailures: 'DetectionFailures',
} as const;
