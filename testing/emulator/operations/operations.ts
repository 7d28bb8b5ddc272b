/** All operations of the emulator, by name. */
import { appInstanceAdminOperations } from './app-instance-admins';
import { appInstanceBotOperations } from './app-instance-bots';
import { appInstanceUserOperations } from './app-instance-users';
import { appInstanceOperations } from './app-instances';
import { channelFlowAssociationOperations } from './channel-flow-associations';
import { channelFlowOperations } from './channel-flows';
import { channelMembershipOperations } from './channel-memberships';
import { channelModeratorOperations } from './channel-moderators';
import { channelOperations } from './channels';
import { messageOperations } from './messages';
import { messagingSessionOperations } from './messaging-sessions';
import type { Operation } from './operation';
import { tagOperations } from './tags';
import type { StructureOf } from '../model';

export const operations = {
  ...appInstanceOperations,
  ...appInstanceUserOperations,
  ...appInstanceBotOperations,
  ...appInstanceAdminOperations,
  ...channelOperations,
  ...channelMembershipOperations,
  ...channelModeratorOperations,
  ...channelFlowOperations,
  ...channelFlowAssociationOperations,
  ...messageOperations,
  ...messagingSessionOperations,
  ...tagOperations,
};

type Operations = typeof operations;

/** An operation that the emulator has. */
export type OperationName = keyof Operations;

export type InputOf<N extends OperationName> = StructureOf<Operations[N]['input']>;

export type OutputOf<N extends OperationName> = ReturnType<Operations[N]['handle']>;

export function operationNamed(name: OperationName): Operation {
  return operations[name] as unknown as Operation;
}

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
