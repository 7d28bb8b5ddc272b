import { randomUUID } from 'node:crypto';
import { actingAs, appInstanceNamed, bearerAndChannel, isInCharge, maySee, authorize } from './access';
import { disassociate, shownFlow } from './channel-flow-associations';
import { newMembership } from './channel-memberships';
import { newModerator } from './channel-moderators';
import { epochSeconds, newResource, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { checkTagKeys } from './tags';
import {
  channelMode,
  channelPrivacy,
  chimeArn,
  chimeId,
  clientRequestToken,
  enumeration,
  expirationDays,
  integer,
  list,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  resourceName,
  structure,
  tags,
} from '../model';
import { badRequest, conflict, forbidden, refusal } from '../service-error';
import {
  type AppInstance,
  type Channel,
  findParticipant,
  memberArn,
  Memberships,
  type Participant,
} from '../state';

const channelPath = '/channels/{ChannelArn}';
const channelInput = { ChannelArn: chimeArn, ChimeBearer: chimeArn };

export const channelOperations = {
  CreateChannel: operation({
    method: 'POST',
    path: '/channels',
    statusCode: 201,
    input: {
      AppInstanceArn: chimeArn,
      Name: resourceName,
      Mode: optional(channelMode),
      Privacy: optional(channelPrivacy),
      Metadata: optional(metadata),
      ClientRequestToken: clientRequestToken,
      Tags: optional(tags),
      ChimeBearer: chimeArn,
      ChannelId: optional(chimeId),
      MemberArns: optional(list(chimeArn, 1, 10)),
      ModeratorArns: optional(list(chimeArn, 1, 10)),
      ElasticChannelConfiguration: optional(
        structure({
          MaximumSubChannels: integer(2),
          TargetMembershipsPerSubChannel: integer(2),
          MinimumMembershipPercentage: integer(1, 40),
        }),
      ),
      ExpirationSettings: optional(
        structure({
          ExpirationDays: expirationDays,
          ExpirationCriterion: enumeration('CREATED_TIMESTAMP', 'LAST_MESSAGE_TIMESTAMP'),
        }),
      ),
    },
    resources: (input) => [input.ChimeBearer, `${input.AppInstanceArn}/channel/${input.ChannelId ?? '*'}`],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const createdBy = actingAs(ctx, appInstance, input.ChimeBearer);
      checkTagKeys(input.Tags);
      const isElastic = input.ElasticChannelConfiguration !== undefined;
      if (isElastic && (input.Mode !== 'RESTRICTED' || input.MemberArns)) {
        throw badRequest(
          "an elastic channel must be created with 'Mode' RESTRICTED and without 'MemberArns'",
        );
      }
      const members = participants(ctx, appInstance, input.MemberArns);
      const moderators = participants(ctx, appInstance, input.ModeratorArns);
      const arn = memberArn(appInstance.arn, 'channel', input.ChannelId ?? randomUUID());
      if (appInstance.channels.has(arn)) throw conflict('a channel with this id exists already');
      const channel: Channel = {
        ...newResource(ctx, arn, input.Tags),
        appInstance,
        name: input.Name,
        mode: input.Mode ?? 'UNRESTRICTED',
        privacy: input.Privacy ?? ctx.behavior.defaultChannelPrivacy,
        metadata: input.Metadata,
        createdBy,
        elasticConfiguration: input.ElasticChannelConfiguration,
        expirationSettings: input.ExpirationSettings,
        members: new Memberships(),
        moderators: new Map(),
        bans: new Map(),
        flow: undefined,
        formerFlow: undefined,
        lastMessageAt: undefined,
        messages: [],
      };
      appInstance.channels.set(arn, channel);
      ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL', channel });
      // The creator of an elastic channel moderates it without being a member.
      for (const member of isElastic ? [] : [createdBy, ...members]) {
        const membership = newMembership(ctx, channel, member, createdBy);
        ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MEMBERSHIP', channel, membership });
      }
      for (const moderator of [createdBy, ...moderators]) newModerator(ctx, channel, moderator, createdBy);
      return { ChannelArn: arn };
    },
  }),

  DescribeChannel: operation({
    method: 'GET',
    path: channelPath,
    statusCode: 200,
    input: channelInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, maySee);
      return {
        Channel: {
          ...summary(channel),
          CreatedBy: identity(channel.createdBy),
          CreatedTimestamp: epochSeconds(channel.createdAt),
          LastUpdatedTimestamp: epochSeconds(channel.updatedAt),
          ChannelFlowArn: shownFlow(ctx, channel)?.arn,
          ElasticChannelConfiguration: channel.elasticConfiguration,
          ExpirationSettings: channel.expirationSettings,
        },
      };
    },
  }),

  UpdateChannel: operation({
    method: 'PUT',
    path: channelPath,
    statusCode: 200,
    input: {
      ...channelInput,
      Name: optional(resourceName),
      Mode: optional(channelMode),
      Metadata: optional(metadata),
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      channel.name = input.Name ?? channel.name;
      channel.mode = input.Mode ?? channel.mode;
      channel.metadata = input.Metadata ?? channel.metadata;
      channel.updatedAt = ctx.clock.now();
      ctx.changes.tellOfChannel({ type: 'UPDATE_CHANNEL', channel });
      return { ChannelArn: channel.arn };
    },
  }),

  DeleteChannel: operation({
    method: 'DELETE',
    path: channelPath,
    statusCode: 204,
    input: channelInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      if (channel.flow && ctx.behavior.deleteAssociatedChannel === 'Conflict') {
        throw conflict(`the channel has channel flow ${channel.flow.arn}`);
      }
      removeChannel(ctx, channel);
      return {};
    },
  }),

  ListChannels: operation({
    method: 'GET',
    path: '/channels',
    query: { 'app-instance-arn': 'AppInstanceArn', privacy: 'Privacy', ...pageQuery },
    statusCode: 200,
    input: {
      AppInstanceArn: chimeArn,
      Privacy: optional(channelPrivacy),
      ChimeBearer: chimeArn,
      ...pageMembers,
    },
    resources: (input) => [input.ChimeBearer],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const bearer = actingAs(ctx, appInstance, input.ChimeBearer);
      const privacy = input.Privacy ?? 'PUBLIC';
      if (privacy === 'PRIVATE' && !appInstance.admins.has(bearer.arn)) throw forbidden();
      const channels = [...appInstance.channels.values()].filter((channel) => channel.privacy === privacy);
      const { items, NextToken } = paginate(`${privacy} channels ${appInstance.arn}`, channels, input);
      return { Channels: items.map(summary), NextToken };
    },
  }),
};

/** Deletes a channel with everything in it. */
export function removeChannel(ctx: ServiceContext, channel: Channel): void {
  ctx.messages.drop(channel);
  disassociate(ctx, channel);
  channel.appInstance.channels.delete(channel.arn);
  ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL', channel });
}

function participants(
  ctx: ServiceContext,
  appInstance: AppInstance,
  arns: readonly string[] | undefined,
): Participant[] {
  return (arns ?? []).map((arn) => {
    const participant = findParticipant(appInstance, arn);
    if (!participant) throw refusal(ctx.behavior.absentResource, `${arn} does not exist`);
    return participant;
  });
}

function summary(channel: Channel): {
  Name: string;
  ChannelArn: string;
  Mode: Channel['mode'];
  Privacy: Channel['privacy'];
  Metadata: string | undefined;
  LastMessageTimestamp: number | undefined;
} {
  return {
    Name: channel.name,
    ChannelArn: channel.arn,
    Mode: channel.mode,
    Privacy: channel.privacy,
    Metadata: channel.metadata,
    LastMessageTimestamp: epochSeconds(channel.lastMessageAt),
  };
}
