/**
 * CloudFormation requests and the responses to them: deadlines, retries, failures. This room knows no service and no resource
 * type, and imports nothing from the other rooms of `lambda`. They import it through this file.
 */
export * from './describe-cause';
export * from './failure';
export { createHandler, type HandlerOptions, type ResourceProvider, type Result } from './handler';
export * from './overtaken';
export { ownerOf } from './owner';
export * from './properties';
export type { Request } from './request';
export { retry, type RetryPolicy, SOON_GIVEN_UP } from './retry';
export { type LambdaContext, Run } from './run';
export { systemTimers, type Timers } from './timers';
