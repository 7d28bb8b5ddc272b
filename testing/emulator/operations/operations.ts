/** All operations of the emulator, by name. */
import { appInstanceAdminOperations } from './app-instance-admins';
import { appInstanceBotOperations } from './app-instance-bots';
import { appInstanceUserEndpointOperations } from './app-instance-user-endpoints';
import { appInstanceUserOperations } from './app-instance-users';
import { appInstanceOperations } from './app-instances';
import { channelBanOperations } from './channel-bans';
import { channelFlowAssociationOperations } from './channel-flow-associations';
import { channelFlowOperations } from './channel-flows';
import { channelMembershipPreferencesOperations } from './channel-membership-preferences';
import { channelMembershipOperations } from './channel-memberships';
import { channelModeratorOperations } from './channel-moderators';
import { channelReadMarkerOperations } from './channel-read-markers';
import { channelSearchOperations } from './channel-search';
import { channelOperations } from './channels';
import { channelsOfParticipantsOperations } from './channels-of-participants';
import { expirationOperations } from './expiration';
import { messageOperations } from './messages';
import { messagingSessionOperations } from './messaging-sessions';
import type { Operation } from './operation';
import { retentionOperations } from './retention';
import { streamingConfigurationOperations } from './streaming-configurations';
import { subChannelOperations } from './sub-channels';
import { tagOperations } from './tags';
import type { StructureOf } from '../model';

export const operations = {
  ...appInstanceOperations,
  ...appInstanceUserOperations,
  ...appInstanceUserEndpointOperations,
  ...appInstanceBotOperations,
  ...appInstanceAdminOperations,
  ...channelOperations,
  ...channelMembershipOperations,
  ...channelMembershipPreferencesOperations,
  ...channelReadMarkerOperations,
  ...channelModeratorOperations,
  ...channelBanOperations,
  ...subChannelOperations,
  ...channelsOfParticipantsOperations,
  ...channelSearchOperations,
  ...channelFlowOperations,
  ...channelFlowAssociationOperations,
  ...messageOperations,
  ...messagingSessionOperations,
  ...expirationOperations,
  ...retentionOperations,
  ...streamingConfigurationOperations,
  ...tagOperations,
};

type Operations = typeof operations;

/** An operation that the emulator has. */
export type OperationName = keyof Operations;

/** The input of an operation. */
export type InputOf<N extends OperationName> = StructureOf<Operations[N]['input']>;

/** The output of an operation. */
export type OutputOf<N extends OperationName> = ReturnType<Operations[N]['handle']>;

export function operationNamed(name: OperationName): Operation {
  return operations[name] as unknown as Operation;
}

export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(operations, name);
}

/** The names of the input members of an operation; `*` means all operations. */
export function inputNames(name: OperationName | '*'): string[] {
  const meant = name === '*' ? (Object.keys(operations) as OperationName[]) : [name];
  return [...new Set(meant.flatMap((each) => Object.keys(operationNamed(each).input)))];
}
