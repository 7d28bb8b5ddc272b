export type { CallbackAddress, ChannelLocation } from './address';
export type { Refusal } from './callback';
export { chain, type ChainStep } from './chain';
export type {
  CallbackClient,
  CallbackCommand,
  ChannelFlowCallbackInput,
  ChannelFlowCallbackMessage,
} from './client';
export type { ChannelFlowContext, LambdaContext } from './context';
export {
  allow,
  deny,
  update,
  type Decider,
  type Decision,
  type DecisionWithChanges,
  type DecisionWithoutChanges,
  type MessageChanges,
} from './decision';
export type { Settlement } from './delivery';
// types only: users check name and code, and no decider can throw one that passes for the runtime's
export type { ChannelFlowProcessorError, ChannelFlowProcessorErrorCode } from './error';
export type {
  ChannelFlowEvent,
  ChannelFlowEventMessage,
  EventMessageAttribute,
  EventMessageAttributes,
  EventPushNotification,
  EventTarget,
  MessagePersistence,
  MessageType,
  PushNotificationType,
} from './event';
export { lexMessages, type LexButton, type LexImageResponseCard, type LexMessage } from './lex-messages';
export type { ProcessorLogger } from './log';
export type {
  ChannelFlowMessage,
  ChannelMember,
  MessageAttributes,
  MessageSender,
  PushNotification,
} from './message';
export { channelFlowProcessor, type ChannelFlowHandler, type ChannelFlowProcessorOptions } from './processor';
export type { OnError } from './settings';
export {
  channelFlowEvent,
  lambdaContext,
  type ChannelFlowEventOptions,
  type LambdaContextOptions,
} from './testing-event';
