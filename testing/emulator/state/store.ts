/** Everything an emulator knows: plain records in maps, by ARN. */
import { parseArn } from './arn';
import type { Memberships } from './memberships';
import type { MessageRecorder } from './message-recorder';
import type { FinalStatus } from './message-trace';
import type {
  AppInstanceRetentionSettings,
  ChannelMembershipPreferences,
  ElasticChannelConfiguration,
  ExpirationSettings,
  MessageAttributes,
  Processor,
  PushNotification,
  Targets,
} from '../model';

export interface Store {
  readonly appInstances: Map<string, AppInstance>;
}

/** A record that can be listed in pages, in the order of creation. */
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
  retention: Retention | undefined;
  /** The ARN of the stream for each type of data. */
  readonly streams: Map<StreamedData, string>;
}

export type StreamedData = 'Channel' | 'ChannelMessage';

/** How long the messages of an app instance are kept. */
export interface Retention {
  readonly settings: AppInstanceRetentionSettings;
  /** The time from when hidden messages are deleted for good. */
  readonly deletesFrom: number;
}

export interface AppInstanceUser extends Resource {
  name: string;
  metadata: string | undefined;
  expirationSettings: ExpirationSettings | undefined;
  readonly endpoints: Map<string, AppInstanceUserEndpoint>;
}

/** A device that receives push notifications. */
export interface AppInstanceUserEndpoint extends Ordered {
  readonly id: string;
  name: string | undefined;
  readonly type: 'APNS' | 'APNS_SANDBOX' | 'GCM';
  readonly resourceArn: string;
  readonly attributes: object;
  allowMessages: 'ALL' | 'NONE';
  readonly createdAt: number;
  updatedAt: number;
}

export interface AppInstanceBot extends Resource {
  name: string | undefined;
  metadata: string | undefined;
  configuration: object;
}

/** A user or bot: either can be a bearer, member, moderator, or admin. */
export type Participant = AppInstanceUser | AppInstanceBot;

export interface AppInstanceAdmin extends Ordered {
  readonly participant: Participant;
  readonly createdAt: number;
}

export interface ChannelFlow extends Resource {
  readonly appInstance: AppInstance;
  name: string;
  processors: readonly Processor[];
  /** The channels that are associated with this flow. */
  readonly channels: Map<string, Channel>;
  /** When a channel was last disassociated from this flow. */
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
  readonly elastic: ElasticChannel | undefined;
  expirationSettings: ExpirationSettings | undefined;
  readonly members: Memberships<ChannelMembership>;
  readonly moderators: Map<string, ChannelModerator>;
  readonly bans: Map<string, ChannelBan>;
  flow: ChannelFlow | undefined;
  /** The flow before the last change (`undefined` for none), and when it changed. */
  formerFlow: { readonly flow: ChannelFlow | undefined; readonly until: number } | undefined;
  lastMessageAt: number | undefined;
  /** The stored messages, in the order in which they were sent. */
  readonly messages: Message[];
}

/** The additional data of a channel whose members are divided among subchannels. */
export interface ElasticChannel {
  readonly configuration: ElasticChannelConfiguration;
  readonly subChannels: Map<string, SubChannel>;
}

export interface SubChannel extends Ordered {
  readonly id: string;
}

/** The parts of a message that processors can change. */
export interface MessageVersion {
  readonly content: string;
  readonly metadata: string | undefined;
  readonly contentType: string | undefined;
  readonly attributes: MessageAttributes | undefined;
  readonly pushNotification: PushNotification | undefined;
}

export interface Message extends Ordered {
  readonly id: string;
  readonly channel: Channel;
  readonly sender: Participant;
  readonly type: 'STANDARD' | 'CONTROL';
  readonly persistence: 'PERSISTENT' | 'NON_PERSISTENT';
  readonly subChannelId: string | undefined;
  readonly target: Targets | undefined;
  readonly createdAt: number;
  updatedAt: number;
  editedAt: number | undefined;
  /** The version that recipients see; `undefined` until a version is sent. */
  sent: MessageVersion | undefined;
  /** The version that only the sender sees, because it is being processed or has failed. */
  draft: Draft | undefined;
  /** Whether the message is part of the channel's history. */
  stored: boolean;
  /** Whether its content and metadata were removed. */
  redacted: boolean;
  /** The outcome of the last processing. */
  outcome: FinalStatus | undefined;
  /** `undefined` once its trace is dropped. */
  recorder: MessageRecorder | undefined;
}

/** A version that is being processed by a flow. */
export interface Draft {
  readonly kind: 'CREATE' | 'UPDATE';
  readonly flow: ChannelFlow;
  /** The version that was sent. */
  readonly original: MessageVersion;
  /** The version after the changes so far. */
  version: MessageVersion;
  readonly editedAt: number | undefined;
  status: 'PENDING' | 'FAILED';
  /** The processors of the flow when the message was sent, in execution order. */
  readonly processors: readonly Processor[];
  /** The index of the current processor. */
  stage: number;
  callbackId: string;
  invokedAt: number;
}

export interface ChannelMembership extends Ordered {
  readonly member: Participant;
  readonly type: 'DEFAULT' | 'HIDDEN';
  readonly invitedBy: Participant;
  readonly createdAt: number;
  /** Only in an elastic channel, where balancing may change it. */
  subChannelId: string | undefined;
  /** When the member marked the channel as read. */
  readMarkerAt: number | undefined;
  preferences: ChannelMembershipPreferences | undefined;
}

export interface ChannelModerator extends Ordered {
  readonly moderator: Participant;
  readonly createdBy: Participant;
  readonly createdAt: number;
}

export interface ChannelBan extends Ordered {
  readonly member: Participant;
  readonly createdBy: Participant;
  readonly createdAt: number;
}

export function findFlow(store: Store, arn: string): ChannelFlow | undefined {
  return appInstanceOf(store, arn)?.flows.get(arn);
}

export function findChannel(store: Store, arn: string): Channel | undefined {
  return appInstanceOf(store, arn)?.channels.get(arn);
}

/** The app instance user, if it exists. */
export function findUser(store: Store, arn: string): AppInstanceUser | undefined {
  return appInstanceOf(store, arn)?.users.get(arn);
}

export function findParticipant(appInstance: AppInstance | undefined, arn: string): Participant | undefined {
  return appInstance?.users.get(arn) ?? appInstance?.bots.get(arn);
}

/** The resource with this ARN, of any type that can have tags. */
export function findResource(store: Store, arn: string): Resource | undefined {
  const appInstance = appInstanceOf(store, arn);
  if (appInstance?.arn === arn) return appInstance;
  return findParticipant(appInstance, arn) ?? appInstance?.channels.get(arn) ?? appInstance?.flows.get(arn);
}

export function appInstanceOf(store: Store, arn: string): AppInstance | undefined {
  const parsed = parseArn(arn);
  return parsed && store.appInstances.get(parsed.appInstanceArn);
}
