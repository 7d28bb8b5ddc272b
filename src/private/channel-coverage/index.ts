/**
 * The parts of a coverage other than its custom resource: the sweep and detection functions, the bucket that holds its state, and
 * the requirements for its flow. It may import the rooms `providers`, `protocol`, and `validation`, and only types and enums from
 * the public files.
 */
export { warnOfSharedBearers } from './bearer-rates';
export { DetectionFunction } from './detection-function';
export { validateDeletion, validateOnlyCoverage } from './covered-flow';
export { accessToState, idOfKey, stateBucket } from './state-bucket';
export { SweepFunction } from './sweep-function';
