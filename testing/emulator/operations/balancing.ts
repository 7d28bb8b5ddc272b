/**
 * How an elastic channel divides its members among subchannels. Only plain members count: moderators are in the
 * subchannels that they chose.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/elastic-channels.html
 */
import { randomBytes } from 'node:crypto';
import type { ServiceContext } from './context';
import { limitExceeded } from '../service-error';
import {
  type Channel,
  type ChannelMembership,
  type ElasticChannel,
  removeMessages,
  type SubChannel,
} from '../state';

/** The subchannel for a plain member: the first one with room, or a new one. */
export function placeMember(ctx: ServiceContext, channel: Channel, elastic: ElasticChannel): string {
  const { subChannels, configuration } = elastic;
  const { TargetMembershipsPerSubChannel: target, MaximumSubChannels: most } = configuration;
  const withRoom = [...subChannels.values()].find(({ id }) => plainMembers(channel, id).length < target);
  if (withRoom) return withRoom.id;
  if (subChannels.size >= most) throw limitExceeded(`the channel has ${most} subchannels, all of them full`);
  return scaleOut(ctx, channel, elastic);
}

export function newSubChannel(
  ctx: ServiceContext,
  channel: Channel,
  { subChannels }: ElasticChannel,
): SubChannel {
  const subChannel = { id: randomBytes(32).toString('hex'), order: ctx.nextOrder() };
  subChannels.set(subChannel.id, subChannel);
  ctx.changes.tellOfChannel({ type: 'CREATE_SUB_CHANNEL', channel, subChannelId: subChannel.id });
  return subChannel;
}

/** A new subchannel starts with the minimum number of members, counting the one that is about to join. */
function scaleOut(ctx: ServiceContext, channel: Channel, elastic: ElasticChannel): string {
  const donors = [...elastic.subChannels.keys()].map((id) => plainMembers(channel, id));
  const { id } = newSubChannel(ctx, channel, elastic);
  for (let moved = 0; moved < minimum(elastic) - 1; moved++) {
    transfer(ctx, channel, donors[moved % donors.length]!.pop()!, id);
  }
  return id;
}

/** Removes a subchannel with too few members after one left, if another subchannel can take the rest. */
export function scaleIn(ctx: ServiceContext, channel: Channel, subChannelId: string | undefined): void {
  const { elastic } = channel;
  if (!elastic || subChannelId === undefined || !elastic.subChannels.has(subChannelId)) return;
  const members = plainMembers(channel, subChannelId);
  if (members.length >= minimum(elastic)) return;
  const most = elastic.configuration.TargetMembershipsPerSubChannel - members.length;
  const other = [...elastic.subChannels.keys()].find(
    (id) => id !== subChannelId && plainMembers(channel, id).length <= most,
  );
  if (other === undefined) return;
  for (const member of members) transfer(ctx, channel, member, other);
  for (const membership of channel.members.in(subChannelId)) {
    channel.members.delete(membership);
    const reason = 'subchannel_DELETED';
    ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL_MEMBERSHIP', channel, membership, reason });
  }
  ctx.messages.drop(channel, subChannelId);
  removeMessages(channel, (message) => message.subChannelId === subChannelId);
  elastic.subChannels.delete(subChannelId);
  ctx.changes.tellOfChannel({ type: 'DELETE_SUB_CHANNEL', channel, subChannelId });
}

function transfer(ctx: ServiceContext, channel: Channel, membership: ChannelMembership, to: string): void {
  const formerSubChannelId = membership.subChannelId!;
  channel.members.move(membership, to);
  ctx.changes.tellOfChannel({ type: 'UPDATE_CHANNEL_MEMBERSHIP', channel, membership, formerSubChannelId });
}

function minimum({ configuration }: ElasticChannel): number {
  const { TargetMembershipsPerSubChannel: target, MinimumMembershipPercentage: percentage } = configuration;
  return Math.ceil((target * percentage) / 100);
}

function plainMembers(channel: Channel, subChannelId: string): ChannelMembership[] {
  return [...channel.members.in(subChannelId)].filter(({ member }) => !channel.moderators.has(member.arn));
}
