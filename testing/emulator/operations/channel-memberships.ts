import { createHash } from 'node:crypto';
import { bearerAndChannel, isInCharge, isMember, mayAddMembers, maySee, authorize } from './access';
import { epochSeconds, newOrdered, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { chimeArn, membershipType, optional, pageMembers, pageQuery, subChannelId } from '../model';
import { badRequest, conflict, refusal } from '../service-error';
import { type Channel, type ChannelMembership, findParticipant, type Participant } from '../state';

const membershipPath = '/channels/{ChannelArn}/memberships/{MemberArn}';
const membershipInput = {
  ChannelArn: chimeArn,
  MemberArn: chimeArn,
  ChimeBearer: chimeArn,
  SubChannelId: optional(subChannelId),
};
const membershipQuery = { 'sub-channel-id': 'SubChannelId' };

export const channelMembershipOperations = {
  CreateChannelMembership: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}/memberships',
    statusCode: 201,
    input: { ...membershipInput, Type: membershipType },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, mayAddMembers);
      const member = findParticipant(channel.appInstance, input.MemberArn);
      if (!member) throw refusal('NotFound', `${input.MemberArn} does not exist`);
      if (channel.members.has(member.arn)) throw conflict(`${member.arn} is a member already`);
      const membership = newMembership(ctx, channel, member, bearer, input.Type, input.SubChannelId);
      ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MEMBERSHIP', channel, membership });
      return { ChannelArn: channel.arn, Member: identity(member), SubChannelId: membership.subChannelId };
    },
  }),

  DescribeChannelMembership: operation({
    method: 'GET',
    path: membershipPath,
    query: membershipQuery,
    statusCode: 200,
    input: membershipInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, maySee);
      const membership = existing(channel, input.MemberArn, 'NotFound');
      return {
        ChannelMembership: {
          InvitedBy: identity(membership.invitedBy),
          Type: membership.type,
          Member: identity(membership.member),
          ChannelArn: channel.arn,
          CreatedTimestamp: epochSeconds(membership.createdAt),
          LastUpdatedTimestamp: epochSeconds(membership.createdAt),
          SubChannelId: membership.subChannelId,
        },
      };
    },
  }),

  DeleteChannelMembership: operation({
    method: 'DELETE',
    path: membershipPath,
    query: membershipQuery,
    statusCode: 204,
    input: membershipInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const isLeaving = input.MemberArn === input.ChimeBearer;
      const { channel } = authorize(
        ctx,
        input,
        (access) => isInCharge(access) || (isLeaving && isMember(access)),
      );
      const membership = existing(channel, input.MemberArn, ctx.behavior.absentResource);
      removeMembership(ctx, channel, membership);
      return {};
    },
  }),

  ListChannelMemberships: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}/memberships',
    query: { type: 'Type', ...membershipQuery, ...pageQuery },
    statusCode: 200,
    input: {
      ChannelArn: chimeArn,
      ChimeBearer: chimeArn,
      SubChannelId: optional(subChannelId),
      Type: optional(membershipType),
      ...pageMembers,
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, maySee);
      const members = [...channel.members].filter(
        (membership) =>
          membership.type === (input.Type ?? 'DEFAULT') &&
          (input.SubChannelId === undefined || membership.subChannelId === input.SubChannelId),
      );
      const { items, NextToken } = paginate(`members ${channel.arn}`, members, input);
      return {
        ChannelArn: channel.arn,
        ChannelMemberships: items.map(({ member }) => ({ Member: identity(member) })),
        NextToken,
      };
    },
  }),
};

/** Makes someone a member of a channel; in an elastic channel, of a subchannel. */
export function newMembership(
  ctx: ServiceContext,
  channel: Channel,
  member: Participant,
  invitedBy: Participant,
  type: ChannelMembership['type'] = 'DEFAULT',
  wantedSubChannelId?: string,
): ChannelMembership {
  const onlySubChannelId = channel.elasticConfiguration && idOfOnlySubChannel(channel);
  if (wantedSubChannelId !== undefined && wantedSubChannelId !== onlySubChannelId) {
    throw badRequest("'SubChannelId' is not a subchannel of this channel");
  }
  const membership: ChannelMembership = {
    ...newOrdered(ctx),
    member,
    type,
    invitedBy,
    subChannelId: onlySubChannelId,
    readMarkerAt: undefined,
    preferences: undefined,
  };
  channel.members.add(membership);
  return membership;
}

/** Ends a membership. */
export function removeMembership(ctx: ServiceContext, channel: Channel, membership: ChannelMembership): void {
  channel.members.delete(membership);
  ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL_MEMBERSHIP', channel, membership });
}

/** The emulator does not balance members over subchannels: an elastic channel has one. */
export function idOfOnlySubChannel(channel: Channel): string {
  return createHash('sha256').update(channel.arn).digest('hex');
}

function existing(
  channel: Channel,
  arn: string,
  absent: 'Forbidden' | 'NotFound' | 'BadRequest',
): ChannelMembership {
  const membership = channel.members.get(arn);
  if (!membership) throw refusal(absent, `${arn} is no member`);
  return membership;
}
