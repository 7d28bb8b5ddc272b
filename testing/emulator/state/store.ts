/** Everything an emulator knows: plain records in maps, by ARN. */
import { parseArn } from './arn';
import type { Message } from './message';
import type { Processor } from '../model/common-shapes';

export interface Store {
  readonly appInstances: Map<string, AppInstance>;
}

/** What can be listed in pages. Records are listed in the order in which they came. */
export interface Ordered {
  readonly order: number;
}

export interface Resource extends Ordered {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  updatedAt: number;
  readonly tags: Map<string, string>;
}

export interface AppInstance extends Resource {
  name: string;
  metadata: string | undefined;
  readonly users: Map<string, AppInstanceUser>;
  readonly bots: Map<string, AppInstanceBot>;
  readonly admins: Map<string, AppInstanceAdmin>;
  readonly flows: Map<string, ChannelFlow>;
  readonly channels: Map<string, Channel>;
}

export interface AppInstanceUser extends Resource {
  name: string;
  metadata: string | undefined;
  readonly expirationSettings: object | undefined;
}

export interface AppInstanceBot extends Resource {
  name: string | undefined;
  metadata: string | undefined;
  configuration: object;
}

/** A user or bot: whoever can be a bearer, member, moderator or admin. */
export type Participant = AppInstanceUser | AppInstanceBot;

export interface AppInstanceAdmin extends Ordered {
  readonly participant: Participant;
  readonly createdAt: number;
}

export interface ChannelFlow extends Resource {
  readonly appInstance: AppInstance;
  name: string;
  processors: readonly Processor[];
  /** The channels that have this flow. */
  readonly channels: Map<string, Channel>;
  /** When a channel last lost this flow. */
  disassociatedAt: number;
}

/** The processors of a flow, in the order in which they run. */
export function inExecutionOrder(flow: ChannelFlow): readonly Processor[] {
  return [...flow.processors].sort((a, b) => a.ExecutionOrder - b.ExecutionOrder);
}

export interface Channel extends Resource {
  readonly appInstance: AppInstance;
  name: string;
  mode: 'UNRESTRICTED' | 'RESTRICTED';
  readonly privacy: 'PUBLIC' | 'PRIVATE';
  metadata: string | undefined;
  readonly createdBy: Participant;
  readonly elasticConfiguration: object | undefined;
  readonly expirationSettings: object | undefined;
  readonly members: Memberships;
  readonly moderators: Map<string, ChannelModerator>;
  flow: ChannelFlow | undefined;
  lastMessageAt: number | undefined;
  /** The stored messages, in the order in which they were sent. */
  readonly messages: Message[];
}

export interface ChannelMembership extends Ordered {
  readonly member: Participant;
  readonly type: 'DEFAULT' | 'HIDDEN';
  readonly invitedBy: Participant;
  readonly createdAt: number;
  /** In an elastic channel. */
  readonly subChannelId: string | undefined;
}

/** The members of a channel, by ARN. */
export class Memberships extends Map<string, ChannelMembership> {
  private readonly arnsOf = new Map<string | undefined, readonly string[]>();

  /** The ARNs of all members, in an elastic channel of one subchannel: the same list until the members change. */
  public arns(subChannelId: string | undefined): readonly string[] {
    let arns = this.arnsOf.get(subChannelId);
    if (arns === undefined) {
      const members = [...this.values()].filter((membership) => membership.subChannelId === subChannelId);
      arns = Object.freeze(members.map((membership) => membership.member.arn));
      this.arnsOf.set(subChannelId, arns);
    }
    return arns;
  }

  public override set(arn: string, membership: ChannelMembership): this {
    this.arnsOf.clear();
    return super.set(arn, membership);
  }

  public override delete(arn: string): boolean {
    this.arnsOf.clear();
    return super.delete(arn);
  }
}

export interface ChannelModerator extends Ordered {
  readonly moderator: Participant;
  readonly createdBy: Participant;
  readonly createdAt: number;
}

export function findFlow(store: Store, arn: string): ChannelFlow | undefined {
  return appInstanceOf(store, arn)?.flows.get(arn);
}

export function findChannel(store: Store, arn: string): Channel | undefined {
  return appInstanceOf(store, arn)?.channels.get(arn);
}

export function findParticipant(appInstance: AppInstance | undefined, arn: string): Participant | undefined {
  return appInstance?.users.get(arn) ?? appInstance?.bots.get(arn);
}

/** Whatever has this ARN and can have tags. */
export function findResource(store: Store, arn: string): Resource | undefined {
  const appInstance = appInstanceOf(store, arn);
  if (appInstance?.arn === arn) return appInstance;
  return findParticipant(appInstance, arn) ?? appInstance?.channels.get(arn) ?? appInstance?.flows.get(arn);
}

export function appInstanceOf(store: Store, arn: string): AppInstance | undefined {
  const parsed = parseArn(arn);
  return parsed && store.appInstances.get(parsed.appInstanceArn);
}
