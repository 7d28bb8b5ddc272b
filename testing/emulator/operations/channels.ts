import {
  actingAs,
  appInstanceNamed,
  authorize,
  bearerAndChannel,
  countsAsAdmin,
  isInCharge,
  maySee,
} from './access';
import { shownFlow } from './channel-flow-associations';
import { channelSummary, newChannel, removeChannel } from './channel-record';
import { refuseInElastic } from './channel-roles';
import { epochSeconds } from './context';
import { expireChannel } from './expiration';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import {
  channelExpirationSettings,
  channelMode,
  channelPrivacy,
  chimeArn,
  chimeId,
  clientRequestToken,
  elasticChannelConfiguration,
  list,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  resourceName,
  tags,
} from '../model';
import { conflict, forbidden } from '../service-error';

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
      ElasticChannelConfiguration: optional(elasticChannelConfiguration),
      ExpirationSettings: optional(channelExpirationSettings),
    },
    resources: (input) => [input.ChimeBearer, `${input.AppInstanceArn}/channel/${input.ChannelId ?? '*'}`],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const createdBy = actingAs(ctx, appInstance, input.ChimeBearer);
      const channel = newChannel(ctx, appInstance, createdBy, input);
      expireChannel(ctx, channel);
      return { ChannelArn: channel.arn };
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
          ...channelSummary(channel),
          CreatedBy: identity(channel.createdBy),
          CreatedTimestamp: epochSeconds(channel.createdAt),
          LastUpdatedTimestamp: epochSeconds(channel.updatedAt),
          ChannelFlowArn: shownFlow(ctx, channel)?.arn,
          ElasticChannelConfiguration: channel.elastic?.configuration,
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
      if (input.Mode === 'UNRESTRICTED') refuseInElastic(ctx, channel, "'Mode' must be RESTRICTED");
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
      const isAdmin = countsAsAdmin(ctx, appInstance, bearer.arn);
      if (input.Privacy === 'PRIVATE' && !isAdmin) throw forbidden();
      const { listChannelsWithoutPrivacy, channelListDelay } = ctx.behavior;
      const isBoth = input.Privacy === undefined && listChannelsWithoutPrivacy === 'all' && isAdmin;
      const privacy = isBoth ? undefined : (input.Privacy ?? 'PUBLIC');
      const listedUntil = ctx.clock.now() - channelListDelay;
      const channels = [...appInstance.channels.values()].filter(
        (channel) => (privacy ?? channel.privacy) === channel.privacy && channel.createdAt <= listedUntil,
      );
      const scope = `${privacy ?? 'all'} channels ${appInstance.arn}`;
      const { items, NextToken } = paginate(ctx, scope, channels, input);
      return { Channels: items.map(channelSummary), NextToken };
    },
  }),
};
