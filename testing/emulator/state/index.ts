/**
 * What an emulator remembers: resources and messages as plain records, and what is reported about them. It knows the shapes of the
 * model, no operation, and nothing about Node.js, because the inspector's page takes types from here.
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
