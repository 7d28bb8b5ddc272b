/**
 * The path of a message: through the processors of its channel's flow, and to those who may see it. It knows the state, the
 * faults that strike processors, and nothing about HTTP requests.
 */
export { MessageFlow } from './message-flow';
export { ProcessorCalls } from './processor-calls';
export type { ProcessorFunction, ProcessorInvocation, ProcessorInvoker } from './processor-invoker';
export {
  MessagingSessions,
  PREFETCH_ORDERS,
  type DelaySessionsOptions,
  type DropSessionsOptions,
  type PrefetchOrder,
  type RefuseSessionsOptions,
  type Session,
  type SessionFilter,
  type SessionRequest,
  type SessionRule,
  type SystemMessage,
} from './sessions';
export { MessagingStreams, type StreamRecord, type StreamSink } from './streaming';
export { SETTLED_OPTIONS, whatProcessorsDid, within, type SettledOptions } from './settled';
