/**
 * Amazon Chime SDK messaging as the providers and the guard use it: clients, calls, errors, ARNs, and facts that take several
 * calls to find out. This room may depend on the protocol, and on the processor runtime's one rule on lost responses, but on no
 * resource type. The other rooms of `lambda` import it through this file.
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
