/**
 * Amazon Chime SDK messaging on this machine. Each layer may import only the layers before it: `model` and `behavior`,
 * `state`, `operations`, `messages`, `http`. From outside, they import only the server in `testing/http` and the event
 * that processors are invoked with.
 */
export type { ChannelFlowEvent } from 'cdk-chime-sdk-messaging/processor';
export { behaviorPresets, behaviorProblem, isNumeric, type EmulatorBehavior } from './behavior';
export { ChimeMessagingEmulator, type DeliveryFilter } from './chime-messaging-emulator';
export { EmulatorClock, MOVE, type EmulatorTimer } from './clock';
export type { ClockFollower } from './clock-followers';
export type {
  Delivery,
  DeliveryEventType,
  EventBridgeEvent,
  InvocationRecord,
  RequestRecord,
} from './events';
export type { Fault, FaultOptions, Faults } from './faults';
export type {
  DelaySessionsOptions,
  DropSessionsOptions,
  MessagingSessions,
  ProcessorFunction,
  ProcessorInvocation,
  ProcessorInvoker,
  RefuseSessionsOptions,
  Session,
  SessionFilter,
  SessionRule,
  StreamRecord,
  StreamSink,
  SystemMessage,
} from './messages';
export { inputNames, isOperationName, type InputOf, type OperationName, type OutputOf } from './operations';
export { isOrigin, placeProblem, type ChimeMessagingEmulatorOptions } from './options';
export type {
  AccessKey,
  AuthorizationDecision,
  AuthorizationRequest,
  RequestAuthorizer,
} from './request-authorizer';
export type {
  AppInstanceSeed,
  ChannelFlowSeed,
  ChannelSeed,
  MessageAttributes,
  ParticipantSeed,
  ProcessorSeed,
  Seed,
  Target,
  Targets,
} from './model';
export { ServiceError, type ServiceErrorName } from './service-error';
export type { SettledOptions } from './messages';
export type {
  AppInstanceInventory,
  ChannelFlowInventory,
  ChannelInventory,
  FinalStatus,
  MessageStatus,
  MessageTrace,
  ParticipantInventory,
  ProcessorInventory,
  ProcessorStep,
  VersionTrace,
} from './state';
