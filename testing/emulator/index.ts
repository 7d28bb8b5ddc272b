export * from './chime-messaging-emulator';
export { behaviorPresets, type EmulatorBehavior } from './behavior';
export { EmulatorClock, type EmulatorTimer } from './clock';
export type {
  Delivery,
  DeliveryEventType,
  EventBridgeEvent,
  InvocationRecord,
  RequestRecord,
} from './events';
export type { Fault, FaultOptions, Faults } from './faults';
export type { AppInstanceInventory, ChannelFlowInventory, ChannelInventory } from './state/inventory';
export type { FinalStatus, MessageStatus } from './state/message';
export type { MessageTrace, ProcessorStep, VersionTrace } from './state/message-trace';
export type { MessageAttributes, Targets } from './model/common-shapes';
export type { InputOf, OperationName, OutputOf } from './operations';
export type {
  ChannelFlowEvent,
  ProcessorFunction,
  ProcessorInvocation,
  ProcessorInvoker,
} from './messages/processor-invoker';
export type {
  AccessKey,
  AuthorizationDecision,
  AuthorizationRequest,
  RequestAuthorizer,
} from './request-authorizer';
export type { Seed } from './seed';
export { ServiceError, type ServiceErrorName } from './service-error';
export { behaviorProblem, isNumeric } from './behavior-values';
export { placeProblem } from './place';
