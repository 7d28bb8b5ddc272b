/**
 * Amazon Chime SDK messaging as the providers and the guard use it: clients, calls, errors and ARNs, and what takes several
 * calls to find out. It may know the protocol, and the one rule of the processor runtime on lost responses, but no
 * resource type; the other rooms of `lambda` enter it by this file.
 */
export { isAppInstanceGone } from './app-instance-gone';
export { call, type CallOptions, type HttpOptions, onceDone } from './call';
export { isChannelFlowGone } from './channel-flow-gone';
export * from './chime-arn';
export { identity } from './clients';
export * from './lag';
export * from './operations';
export { inParallel } from './parallel';
export * from './service-error';
export { flowOfChannel, takeFlowOff } from './take-flow-off';
