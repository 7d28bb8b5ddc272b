/**
 * The state of an emulator: resources and messages as plain records, and the changes that they report. It imports the
 * shapes of the model, but no operation and nothing from Node.js, because the inspector's page imports types from here.
 */
export { memberArn, parseArn } from './arn';
export { Changes, type ChannelChange } from './changes';
export type {
  AppInstanceInventory,
  ChannelFlowInventory,
  ChannelInventory,
  ParticipantInventory,
  ProcessorInventory,
} from './inventory';
export {
  isAddressedTo,
  isOnItsWay,
  isShownTo,
  recipientsOf,
  removeFromChannel,
  removeMessages,
  statusFor,
  versionFor,
  type Callback,
  type Messages,
  type NewMessage,
} from './message';
export { Memberships } from './memberships';
export { MessageRecorder } from './message-recorder';
export {
  noteFunctionError,
  type FinalStatus,
  type MessageStatus,
  type MessageTrace,
  type ProcessorStep,
  type VersionTrace,
} from './message-trace';
export { DAY, keptSince, retentionDays } from './retention';
export * from './store';
export { takeInventory } from './take-inventory';
