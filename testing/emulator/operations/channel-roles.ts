/** Who has which role in a channel. Every change is reported. */
import { placeMember, scaleIn } from './balancing';
import { newOrdered, type ServiceContext } from './context';
import { badRequest, conflict, limitExceeded, refusal } from '../service-error';
import type { Channel, ChannelBan, ChannelMembership, ChannelModerator, Participant } from '../state';

/** A membership as a request describes it. */
export interface WantedMembership {
  readonly type: ChannelMembership['type'];
  readonly subChannelId: string | undefined;
  readonly invitedBy: Participant;
}

/**
 * Makes a user or bot a member of a channel or, if the channel is elastic, of a subchannel. The caller reports it.
 *
 * @throws ServiceError if the channel can't have this member
 */
export function newMembership(
  ctx: ServiceContext,
  channel: Channel,
  member: Participant,
  wanted: WantedMembership,
): ChannelMembership {
  refuseBanned(ctx, channel, member);
  const subChannelId = subChannelFor(ctx, channel, member, wanted);
  if (!channel.elastic) checkQuota(ctx, 'memberships', channel.members.size + 1);
  const membership: ChannelMembership = {
    ...newOrdered(ctx),
    member,
    type: wanted.type,
    invitedBy: wanted.invitedBy,
    subChannelId,
    readMarkerAt: undefined,
    preferences: undefined,
  };
  channel.members.add(membership);
  return membership;
}

/** @throws ResourceLimitExceededException if a channel would exceed the quota */
export function checkQuota(
  { behavior }: ServiceContext,
  what: 'memberships' | 'moderators',
  count: number,
): void {
  const quota = behavior[`${what}PerChannel`];
  if (count > quota) throw limitExceeded(`a channel has at most ${quota} ${what}`);
}

/** Moderators of an elastic channel choose a subchannel; all others are assigned one. */
function subChannelFor(
  ctx: ServiceContext,
  channel: Channel,
  member: Participant,
  { type, subChannelId: wanted }: WantedMembership,
): string | undefined {
  const { elastic } = channel;
  const choosesSubChannel = elastic !== undefined && channel.moderators.has(member.arn);
  if (elastic && type === 'HIDDEN') refuseInElastic(ctx, channel, 'members must not be hidden');
  if (elastic && !choosesSubChannel && wanted !== undefined) {
    refuseInElastic(ctx, channel, "'SubChannelId' is only for moderators");
  }
  checkSubChannel(channel, wanted, choosesSubChannel);
  if (channel.members.get(member.arn, wanted)) throw conflict(`${member.arn} is already a member`);
  return elastic && !choosesSubChannel ? placeMember(ctx, channel, elastic) : wanted;
}

/** @throws BadRequestException for a subchannel that the channel does not have, or if a required one is missing */
export function checkSubChannel(channel: Channel, id: string | undefined, isRequired: boolean): void {
  if (!channel.elastic) {
    if (id !== undefined) throw badRequest("'SubChannelId' is only for elastic channels");
  } else if (id === undefined ? isRequired : !channel.elastic.subChannels.has(id)) {
    throw badRequest("'SubChannelId' must be a subchannel of this elastic channel");
  }
}

/** @throws ServiceError if the channel is elastic */
export function refuseInElastic({ behavior }: ServiceContext, { elastic }: Channel, rule: string): void {
  if (elastic) throw refusal(behavior.elasticUnsupported, `in an elastic channel, ${rule}`);
}

/** Ends a membership. */
export function removeMembership(ctx: ServiceContext, channel: Channel, membership: ChannelMembership): void {
  if (!channel.members.delete(membership)) return; // removed with its subchannel
  ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL_MEMBERSHIP', channel, membership });
  scaleIn(ctx, channel, membership.subChannelId);
}

/** Makes a user or bot a moderator of a channel; in an elastic channel, a new moderator stops being a plain member. */
export function newModerator(
  ctx: ServiceContext,
  channel: Channel,
  participant: Participant,
  createdBy: Participant,
): void {
  refuseBanned(ctx, channel, participant);
  checkQuota(ctx, 'moderators', channel.moderators.size + 1);
  if (channel.elastic) removeMemberships(ctx, channel, participant);
  const moderator = { ...newOrdered(ctx), moderator: participant, createdBy };
  channel.moderators.set(participant.arn, moderator);
  ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MODERATOR', channel, moderator });
}

/** Makes a moderator an ordinary user or bot again. */
export function removeModerator(ctx: ServiceContext, channel: Channel, moderator: ChannelModerator): void {
  if (channel.elastic) removeMemberships(ctx, channel, moderator.moderator);
  channel.moderators.delete(moderator.moderator.arn);
  ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL_MODERATOR', channel, moderator });
}

/** Bans a user or bot, and ends its membership. */
export function newBan(
  ctx: ServiceContext,
  channel: Channel,
  member: Participant,
  createdBy: Participant,
): void {
  const ban: ChannelBan = { ...newOrdered(ctx), member, createdBy };
  removeMemberships(ctx, channel, member);
  channel.bans.set(member.arn, ban);
  ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_BAN', channel, ban });
}

/** Removes a deleted user or bot from a channel; its messages stay. */
export function removeFromRoles(ctx: ServiceContext, channel: Channel, participant: Participant): void {
  removeMemberships(ctx, channel, participant);
  const moderator = channel.moderators.get(participant.arn);
  if (moderator) removeModerator(ctx, channel, moderator);
  channel.bans.delete(participant.arn);
}

function removeMemberships(ctx: ServiceContext, channel: Channel, { arn }: Participant): void {
  for (const membership of channel.members.of(arn)) removeMembership(ctx, channel, membership);
}

function refuseBanned({ behavior }: ServiceContext, { bans }: Channel, { arn }: Participant): void {
  if (bans.has(arn)) throw refusal(behavior.addBannedMember, `${arn} is banned from the channel`);
}
