/**
 * What a coverage consists of beside its custom resource: the functions that sweep and detect, the bucket that holds its state, and what the
 * flow that it is for has to be like. It may know the rooms `providers`, `protocol` and `validation`, and of the public files only
 * types and enums.
 */
export { DetectionFunction } from './detection-function';
export { validateDeletion, validateOnlyCoverage } from './covered-flow';
export { accessToState, idOfKey, stateBucket } from './state-bucket';
export { SweepFunction } from './sweep-function';
