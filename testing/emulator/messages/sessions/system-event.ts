import type { SessionEvent } from './session';
import type { EmulatorBehavior } from '../../behavior';
import type { Channel, ChannelChange, ChannelMembership } from '../../state';
import {
  banDetails,
  channelDetails,
  identity,
  membershipDetails,
  moderatorDetails,
  optionalTime,
} from '../shapes';

/** An event, and the ARNs of the users whose sessions report it. */
export interface SystemEvent {
  readonly recipients: readonly string[];
  readonly event: SessionEvent;
}

/** A system message that was sent to sessions. */
export interface SystemMessage {
  /** Such as `CREATE_CHANNEL_MEMBERSHIP`. */
  readonly type: string;
  /** The ARN of the channel. */
  readonly channelArn: string;
  /** The ARNs of the users whose sessions received it. */
  readonly recipients: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The event that sessions report for a change of a channel; `undefined` if they report none.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/system-messages.html
 */
export function systemEvent(
  change: ChannelChange,
  { systemMessages }: Pick<EmulatorBehavior, 'systemMessages'>,
): SystemEvent | undefined {
  const told = documented(change) ?? (systemMessages === 'all' ? undocumented(change) : undefined);
  if (!told) return undefined;
  const [recipients, payload] = told;
  const reason = 'reason' in change ? change.reason : undefined;
  return { recipients, event: { type: change.type, messageType: 'SYSTEM', payload, reason } };
}

type Told = readonly [recipients: readonly string[], payload: object];

/** The events that the developer guide lists. */
function documented(change: ChannelChange): Told | undefined {
  const { channel } = change;
  switch (change.type) {
    case 'UPDATE_CHANNEL':
    case 'DELETE_CHANNEL':
      return [channel.members.memberArns(), channelDetails(channel)];
    case 'CREATE_CHANNEL_MEMBERSHIP':
    case 'DELETE_CHANNEL_MEMBERSHIP':
      return [audience(channel, [change.membership]), membershipDetails(channel, change.membership)];
    case 'UPDATE_CHANNEL_MEMBERSHIP': // according to the guide, only the balanced member is told
      return [[change.membership.member.arn], membershipDetails(channel, change.membership)];
    case 'BATCH_CREATE_CHANNEL_MEMBERSHIP':
      return [audience(channel, change.memberships), batchOf(channel, change.memberships)];
    default:
      return undefined;
  }
}

/** Events that are documented only for messaging streaming, in the structures of the service model. */
function undocumented(change: ChannelChange): Told | undefined {
  const { channel } = change;
  const members = channel.members.memberArns();
  switch (change.type) {
    case 'CREATE_CHANNEL_MODERATOR':
    case 'DELETE_CHANNEL_MODERATOR':
      return [members, moderatorDetails(channel, change.moderator)];
    case 'CREATE_CHANNEL_BAN':
    case 'DELETE_CHANNEL_BAN':
      return [unique([...members, change.ban.member.arn]), banDetails(channel, change.ban)];
    case 'UPDATE_CHANNEL_READ_MARKER': {
      const { member, readMarkerAt, subChannelId } = change.membership;
      const read = { Member: identity(member), ReadMarkerTimestamp: optionalTime(readMarkerAt) };
      return [[member.arn], { ChannelArn: channel.arn, ...read, SubChannelId: subChannelId }];
    }
    default:
      return undefined;
  }
}

/**
 * The users to tell of memberships that one call created or ended: the other members (in an elastic channel, those of
 * the subchannel) and the affected users. Only moderators are told of hidden members.
 */
function audience(channel: Channel, memberships: readonly ChannelMembership[]): readonly string[] {
  const { type, subChannelId } = memberships[0]!;
  const others = channel.members.arns(subChannelId);
  const initiated = type === 'HIDDEN' ? others.filter((arn) => channel.moderators.has(arn)) : others;
  return unique([...initiated, ...memberships.map(({ member }) => member.arn)]);
}

/** The structure `BatchChannelMemberships`. */
function batchOf(channel: Channel, memberships: readonly ChannelMembership[]): object {
  const { invitedBy, type } = memberships[0]!;
  const members = memberships.map(({ member }) => identity(member));
  return { ChannelArn: channel.arn, InvitedBy: identity(invitedBy), Type: type, Members: members };
}

function unique(arns: readonly string[]): readonly string[] {
  return [...new Set(arns)];
}
