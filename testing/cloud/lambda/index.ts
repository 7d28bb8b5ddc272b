/** Lambda: functions in their own processes. It imports the identities of `iam`, but no other service. */
export type { AsyncResult, EventInvokeConfig } from './async-invocation';
export { DESTINATION_ACTIONS } from './destinations';
export { assetCode, codeInPlace, inlineCode, type FunctionCode } from './function-code';
export { functionReferenceIn, parseFunctionReference, type FunctionReference } from './function-arn';
export type { FunctionConfiguration } from './function-configuration';
export { LocalFunction, type QualifierSettings } from './local-function';
export {
  LocalLambda,
  type AsyncInvocationOptions,
  type ConcurrentChanges,
  type InvocationResult,
  type LambdaFollower,
  type LocalLambdaOptions,
} from './local-lambda';
export type { FunctionError } from './messages';
export { clientAdvice } from './missing-client';
export { responseHost } from './response-host';
export type { FunctionPermission, ServiceCaller } from './resource-policy';
export { isSupportedRuntime } from './runtimes';
