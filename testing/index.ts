/**
 * What tests import: the emulator of Amazon Chime SDK messaging, stacks on it, and its inspector. The folders know each
 * other in this order only: `http`, `emulator`, `cloud`, `cloudformation`, then `inspector` and `cli`; each of them may
 * know what stands beside this file.
 */
export { LocalCloud, type Inbox } from './cloud';
export type {
  AsyncInvocationOptions,
  AsyncResult,
  ConcurrentChanges,
  InvocationResult,
} from './cloud/lambda';
export * from './cloudformation';
export {
  behaviorPresets,
  ChimeMessagingEmulator,
  EmulatorClock,
  ServiceError,
  type AccessKey,
  type AppInstanceInventory,
  type AuthorizationDecision,
  type AuthorizationRequest,
  type ChannelFlowEvent,
  type ChannelFlowInventory,
  type ChannelInventory,
  type ChimeMessagingEmulatorOptions,
  type ClockFollower,
  type DelaySessionsOptions,
  type Delivery,
  type DeliveryEventType,
  type DropSessionsOptions,
  type EmulatorBehavior,
  type EmulatorTimer,
  type EventBridgeEvent,
  type Fault,
  type FaultOptions,
  type Faults,
  type FinalStatus,
  type InputOf,
  type InvocationRecord,
  type MessageAttributes,
  type MessageStatus,
  type MessageTrace,
  type MessagingSessions,
  type OperationName,
  type OutputOf,
  type ProcessorFunction,
  type ProcessorInvocation,
  type ProcessorInvoker,
  type ProcessorStep,
  type RefuseSessionsOptions,
  type RequestAuthorizer,
  type RequestRecord,
  type Seed,
  type ServiceErrorName,
  type Session,
  type SessionRule,
  type SettledOptions,
  type SystemMessage,
  type Targets,
  type VersionTrace,
} from './emulator';
export * from './inspector';
