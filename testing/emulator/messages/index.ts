/**
 * The path of a message: through the processors of its channel's flow, then to its recipients. It imports the state and
 * the faults that strike processors, and knows nothing about HTTP requests.
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
