/**
 * The operations of the service, one record each: the HTTP request, who may call it, and its effect. They import the
 * model and the state. Processing a message after it was sent is left to the implementation of `Messages`.
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
