/**
 * What sends the failures of processors to a guard: the guard's function, the configuration of each processor, and what all
 * uses of a processor have to agree on. It may know the rooms `providers`, `protocol` and `validation`, and of the public
 * files only types and enums.
 */
export { findOrderProblems, findRivals, OrderConfigs, subjectOf } from './event-invoke-configs';
export { agreeOn } from './guard-agreements';
export { GuardFunction } from './guard-function';
export { GuardedProcessor } from './guarded-processor';
export { guardProcessors, validateKnownRole } from './processor-failures';
