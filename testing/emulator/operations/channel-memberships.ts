import {
  type Access,
  authorize,
  bearerAndChannel,
  isInCharge,
  isMember,
  mayAddMembers,
  mayJoin,
  maySeeInside,
  participantNamed,
} from './access';
import { checkSubChannel, newMembership, refuseInElastic, removeMembership } from './channel-roles';
import { epochSeconds, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { chimeArn, list, membershipType, optional, pageMembers, pageQuery, subChannelId } from '../model';
import { forbidden, refusal, ServiceError } from '../service-error';
import type { ChannelMembership } from '../state';

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
      const access = adding(ctx, { ...input, MemberArns: [input.MemberArn] });
      const { channel } = access;
      const membership = admit(ctx, access, input.MemberArn, input.Type);
      ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MEMBERSHIP', channel, membership });
      return {
        ChannelArn: channel.arn,
        Member: identity(membership.member),
        SubChannelId: membership.subChannelId,
      };
    },
  }),

  BatchCreateChannelMembership: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}/memberships?operation=batch-create',
    statusCode: 200,
    input: {
      ChannelArn: chimeArn,
      Type: optional(membershipType),
      MemberArns: list(chimeArn, 1, 100),
      ChimeBearer: chimeArn,
      SubChannelId: optional(subChannelId),
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { Type: type = 'DEFAULT' } = input;
      const access = adding(ctx, { ...input, Type: type });
      const { channel, bearer } = access;
      checkSubChannel(channel, input.SubChannelId, false);
      const { memberships, errors } = admitAll(ctx, access, input.MemberArns, type);
      if (!channel.elastic && memberships.length > 0) {
        ctx.changes.tellOfChannel({ type: 'BATCH_CREATE_CHANNEL_MEMBERSHIP', channel, memberships });
      }
      return {
        BatchChannelMemberships: {
          InvitedBy: identity(bearer),
          Type: type,
          Members: memberships.map(({ member }) => identity(member)),
          ChannelArn: channel.arn,
          SubChannelId: memberships[0]?.subChannelId,
        },
        Errors: errors,
      };
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
      const access = authorize(ctx, input, maySeeInside);
      const { channel, bearer } = access;
      checkSubChannel(channel, input.SubChannelId, false);
      const membership = channel.members.get(input.MemberArn, shownSubChannel(access));
      const isShown = membership?.type === 'DEFAULT' || membership?.member === bearer || isInCharge(access);
      if (!membership || !isShown) throw refusal('NotFound', `${input.MemberArn} is not a member`);
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
      checkSubChannel(channel, input.SubChannelId, false);
      if (input.SubChannelId !== undefined && !channel.moderators.has(input.MemberArn)) {
        refuseInElastic(ctx, channel, "'SubChannelId' is only for moderators");
      }
      const memberships = channel.members
        .of(input.MemberArn)
        .filter((membership) => isIn(membership, input.SubChannelId));
      if (memberships.length === 0) {
        throw refusal(ctx.behavior.absentResource, `${input.MemberArn} is not a member`);
      }
      for (const membership of memberships) removeMembership(ctx, channel, membership);
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
      const access = authorize(ctx, input, maySeeInside);
      const { channel } = access;
      checkSubChannel(channel, input.SubChannelId, false);
      const type = input.Type ?? 'DEFAULT';
      if (type === 'HIDDEN' && !isInCharge(access)) throw forbidden();
      const wanted = shownSubChannel(access);
      const members = [...channel.members].filter((each) => each.type === type && isIn(each, wanted));
      const { items, NextToken } = paginate(ctx, `members ${channel.arn}`, members, input);
      return {
        ChannelArn: channel.arn,
        ChannelMemberships: items.map(({ member }) => ({ Member: identity(member) })),
        NextToken,
      };
    },
  }),
};

/** The bearer and the channel of a request to add members, if the service allows it. */
function adding(
  ctx: ServiceContext,
  input: {
    readonly ChannelArn: string;
    readonly ChimeBearer: string;
    readonly SubChannelId?: string;
    readonly MemberArns: readonly string[];
    readonly Type: ChannelMembership['type'];
  },
): Access {
  const isJoining = input.MemberArns.every((arn) => arn === input.ChimeBearer);
  const access = authorize(ctx, input, (asked) => mayAddMembers(asked) || (isJoining && mayJoin(ctx, asked)));
  if (input.Type === 'HIDDEN' && !isInCharge(access)) throw forbidden();
  return access;
}

function admit(
  ctx: ServiceContext,
  { channel, bearer, subChannelId: wanted }: Access,
  memberArn: string,
  type: ChannelMembership['type'],
): ChannelMembership {
  const member = participantNamed(ctx, channel.appInstance, memberArn, 'NotFound');
  return newMembership(ctx, channel, member, { type, subChannelId: wanted, invitedBy: bearer });
}

/** Why one member of a batch could not be added. */
export interface BatchError {
  readonly MemberArn: string;
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/**
 * Adds the members that can be added, and reports why the others can't. In an elastic channel, each is announced
 * separately.
 */
function admitAll(
  ctx: ServiceContext,
  access: Access,
  memberArns: readonly string[],
  type: ChannelMembership['type'],
): { memberships: ChannelMembership[]; errors: BatchError[] } {
  const { channel } = access;
  const memberships: ChannelMembership[] = [];
  const errors: BatchError[] = [];
  for (const MemberArn of memberArns) {
    try {
      const membership = admit(ctx, access, MemberArn, type);
      memberships.push(membership);
      if (channel.elastic) {
        ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MEMBERSHIP', channel, membership });
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      errors.push({ MemberArn, ErrorCode: error.code, ErrorMessage: error.message });
    }
  }
  return { memberships, errors };
}

/** The subchannel that a request looks into: plain members see only their own. */
function shownSubChannel(access: Access): string | undefined {
  const { channel, bearer, subChannelId: wanted } = access;
  return wanted ?? (isInCharge(access) ? undefined : channel.members.get(bearer.arn)?.subChannelId);
}

function isIn(membership: ChannelMembership, wanted: string | undefined): boolean {
  return wanted === undefined || membership.subChannelId === wanted;
}
