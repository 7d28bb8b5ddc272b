export type { CallbackAddress, Refusal } from './callback';
export { chain, type ChainStep } from './chain';
export type { CallbackClient, CallbackCommand, ChannelFlowCallbackInput } from './client';
export type { ChannelFlowContext, ChannelLocation, LambdaContext, ProcessorLogger } from './context';
export {
  allow,
  deny,
  update,
  type Decider,
  type Decision,
  type MessageAttributes,
  type MessageChanges,
  type PushNotification,
} from './decision';
export type { Settlement } from './delivery';
export { ChannelFlowProcessorError, type ChannelFlowProcessorErrorCode } from './error';
export type {
  ChannelFlowEvent,
  ChannelFlowEventMessage,
  EventMessageAttributes,
  EventPushNotification,
  MessagePersistence,
  MessageType,
  PushNotificationType,
} from './event';
export type { ChannelFlowMessage, ChannelMember, MessageSender } from './message';
export { channelFlowProcessor, type ChannelFlowHandler, type ChannelFlowProcessorOptions } from './processor';
export type { OnError } from './settings';
export {
  channelFlowEvent,
  lambdaContext,
  type ChannelFlowEventOptions,
  type LambdaContextOptions,
} from './testing-event';
