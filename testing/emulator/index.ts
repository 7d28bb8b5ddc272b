export * from './chime-messaging-emulator';
export { behaviorPresets, behaviorProblem, isNumeric, type EmulatorBehavior } from './behavior';
export { EmulatorClock, type EmulatorTimer } from './clock';
export type {
  Delivery,
  DeliveryEventType,
  EventBridgeEvent,
  InvocationRecord,
  RequestRecord,
} from './events';
export type { Fault, FaultOptions, Faults } from './faults';
export type { AppInstanceInventory, ChannelFlowInventory, ChannelInventory } from './state';
export type { FinalStatus, MessageStatus } from './state';
export type { MessageTrace, ProcessorStep, VersionTrace } from './state';
export type { MessageAttributes, Targets } from './model';
export type { InputOf, OperationName, OutputOf } from './operations';
export type { ChannelFlowEvent, ProcessorFunction, ProcessorInvocation, ProcessorInvoker } from './messages';
export type {
  AccessKey,
  AuthorizationDecision,
  AuthorizationRequest,
  RequestAuthorizer,
} from './request-authorizer';
export type { Seed } from './seed';
export { ServiceError, type ServiceErrorName } from './service-error';
export { placeProblem } from './place';
