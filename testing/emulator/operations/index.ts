/**
 * The operations of the service, one record each: how it looks on the wire, who may call it, what it does. They know the
 * model and the state; what happens to a message after it was sent, they leave to whoever implements `Messages`.
 */
export { appInstanceAdminOperations } from './app-instance-admins';
export { newAppInstanceBot } from './app-instance-bots';
export { appInstanceUserOperations } from './app-instance-users';
export { newAppInstance } from './app-instances';
export { associate } from './channel-flow-associations';
export { newChannelFlow } from './channel-flows';
export { channelOperations } from './channels';
export type { ServiceContext } from './context';
export { Idempotency } from './idempotency';
export { BEARER_HEADER, BEARER_MEMBER, pathMembers, type DependentAction, type Operation } from './operation';
export {
  inputNames,
  isOperationName,
  operationNamed,
  operations,
  type InputOf,
  type OperationName,
  type OutputOf,
} from './operations';
