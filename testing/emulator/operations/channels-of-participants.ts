/** The channels of one user or bot, which clients request when a user signs in. */
import {
  type Access,
  authorize,
  bearerAndChannel,
  countsAsAdmin,
  isAdmin,
  isInCharge,
  isMember,
  ownAppInstance,
} from './access';
import { channelSummary, type ChannelSummary } from './channel-record';
import { refuseInElastic } from './channel-roles';
import { epochSeconds, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { chimeArn, optional, pageMembers, pageQuery } from '../model';
import { forbidden, refusal } from '../service-error';
import type { AppInstance, Channel, ChannelMembership } from '../state';

const whoseQuery = { 'app-instance-user-arn': 'AppInstanceUserArn' };
const describeInput = { ChannelArn: chimeArn, AppInstanceUserArn: chimeArn, ChimeBearer: chimeArn };
const listInput = { AppInstanceUserArn: optional(chimeArn), ChimeBearer: chimeArn, ...pageMembers };

export const channelsOfParticipantsOperations = {
  ListChannelMembershipsForAppInstanceUser: operation({
    method: 'GET',
    path: '/channels?scope=app-instance-user-memberships',
    query: { ...whoseQuery, ...pageQuery },
    statusCode: 200,
    input: listInput,
    resources: (input) => [input.ChimeBearer],
    handle(ctx, input) {
      const { appInstance, arn } = asked(ctx, input);
      const memberships = channelsOf(appInstance)
        .flatMap((channel) => channel.members.of(arn).map((each) => ({ channel, each, order: each.order })))
        .sort((a, b) => a.order - b.order);
      const { items, NextToken } = paginate(ctx, `memberships of ${arn}`, memberships, input);
      return { ChannelMemberships: items.map(({ channel, each }) => view(channel, each)), NextToken };
    },
  }),

  DescribeChannelMembershipForAppInstanceUser: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}?scope=app-instance-user-membership',
    query: whoseQuery,
    statusCode: 200,
    input: describeInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, (access) => isOwn(input) || isAdmin(access));
      const membership = channel.members.get(input.AppInstanceUserArn);
      if (!membership) {
        throw refusal(ctx.behavior.absentResource, `${input.AppInstanceUserArn} is not a member`);
      }
      return { ChannelMembership: view(channel, membership) };
    },
  }),

  ListChannelsModeratedByAppInstanceUser: operation({
    method: 'GET',
    path: '/channels?scope=app-instance-user-moderated-channels',
    query: { ...whoseQuery, ...pageQuery },
    statusCode: 200,
    input: listInput,
    resources: (input) => [input.ChimeBearer],
    handle(ctx, input) {
      const { appInstance, arn } = asked(ctx, input);
      const channels = channelsOf(appInstance).filter((channel) => channel.moderators.has(arn));
      const { items, NextToken } = paginate(ctx, `channels moderated by ${arn}`, channels, input);
      return { Channels: items.map(moderated), NextToken };
    },
  }),

  DescribeChannelModeratedByAppInstanceUser: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}?scope=app-instance-user-moderated-channel',
    query: whoseQuery,
    statusCode: 200,
    input: describeInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const mayAsk = (access: Access): boolean => isOwn(input) || isInCharge(access) || isMember(access);
      const { channel } = authorize(ctx, input, mayAsk);
      refuseInElastic(ctx, channel, 'moderators must be described by DescribeChannelModerator');
      if (!channel.moderators.has(input.AppInstanceUserArn)) {
        throw refusal(ctx.behavior.absentResource, `${input.AppInstanceUserArn} is not a moderator`);
      }
      return { Channel: moderated(channel) };
    },
  }),
};

/** The participant that a list is about: the caller, or for an admin, any participant. */
function asked(
  ctx: ServiceContext,
  { ChimeBearer, AppInstanceUserArn = ChimeBearer }: { ChimeBearer: string; AppInstanceUserArn?: string },
): { appInstance: AppInstance; arn: string } {
  const appInstance = ownAppInstance(ctx, ChimeBearer);
  if (AppInstanceUserArn !== ChimeBearer && !countsAsAdmin(ctx, appInstance, ChimeBearer)) throw forbidden();
  return { appInstance, arn: AppInstanceUserArn };
}

function isOwn(input: { readonly AppInstanceUserArn: string; readonly ChimeBearer: string }): boolean {
  return input.AppInstanceUserArn === input.ChimeBearer;
}

function channelsOf({ channels }: AppInstance): Channel[] {
  return [...channels.values()];
}

function moderated(channel: Channel): { ChannelSummary: ChannelSummary } {
  return { ChannelSummary: channelSummary(channel) };
}

function view(
  channel: Channel,
  { type, readMarkerAt, subChannelId }: ChannelMembership,
): {
  ChannelSummary: ChannelSummary;
  AppInstanceUserMembershipSummary: {
    Type: ChannelMembership['type'];
    ReadMarkerTimestamp: number | undefined;
    SubChannelId: string | undefined;
  };
} {
  return {
    ChannelSummary: channelSummary(channel),
    AppInstanceUserMembershipSummary: {
      Type: type,
      ReadMarkerTimestamp: epochSeconds(readMarkerAt),
      SubChannelId: subChannelId,
    },
  };
}
