/**
 * Sends the failures of processors to a guard: the guard's function, the configuration of each processor, and the settings that
 * all uses of a processor must agree on. It may import the rooms `providers`, `protocol`, and `validation`, and only types and
 * enums from the public files.
 */
export { findOrderProblems, findRivals, OrderConfigs, subjectOf } from './event-invoke-configs';
export { agreeOn } from './guard-agreements';
export { GuardFunction } from './guard-function';
export { GuardedProcessor } from './guarded-processor';
export { guardProcessors, validateKnownRole } from './processor-failures';
