import { authorize, bearerAndChannel, isInCharge, participantNamed } from './access';
import { newModerator, removeModerator } from './channel-roles';
import { epochSeconds } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { chimeArn, pageMembers, pageQuery } from '../model';
import { conflict, refusal } from '../service-error';
import type { Channel, ChannelModerator } from '../state';

const moderatorPath = '/channels/{ChannelArn}/moderators/{ChannelModeratorArn}';
const moderatorInput = { ChannelArn: chimeArn, ChannelModeratorArn: chimeArn, ChimeBearer: chimeArn };

export const channelModeratorOperations = {
  CreateChannelModerator: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}/moderators',
    statusCode: 201,
    input: moderatorInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, isInCharge);
      const moderator = participantNamed(ctx, channel.appInstance, input.ChannelModeratorArn);
      if (channel.moderators.has(moderator.arn)) throw conflict(`${moderator.arn} is already a moderator`);
      newModerator(ctx, channel, moderator, bearer);
      return { ChannelArn: channel.arn, ChannelModerator: identity(moderator) };
    },
  }),

  DescribeChannelModerator: operation({
    method: 'GET',
    path: moderatorPath,
    statusCode: 200,
    input: moderatorInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      const { moderator, createdAt, createdBy } = existing(channel, input.ChannelModeratorArn, 'NotFound');
      return {
        ChannelModerator: {
          Moderator: identity(moderator),
          ChannelArn: channel.arn,
          CreatedTimestamp: epochSeconds(createdAt),
          CreatedBy: identity(createdBy),
        },
      };
    },
  }),

  DeleteChannelModerator: operation({
    method: 'DELETE',
    path: moderatorPath,
    statusCode: 204,
    input: moderatorInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      removeModerator(
        ctx,
        channel,
        existing(channel, input.ChannelModeratorArn, ctx.behavior.absentResource),
      );
      return {};
    },
  }),

  ListChannelModerators: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}/moderators',
    query: pageQuery,
    statusCode: 200,
    input: { ChannelArn: chimeArn, ChimeBearer: chimeArn, ...pageMembers },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      const { items, NextToken } = paginate(
        ctx,
        `moderators ${channel.arn}`,
        channel.moderators.values(),
        input,
      );
      return {
        ChannelArn: channel.arn,
        ChannelModerators: items.map(({ moderator }) => ({ Moderator: identity(moderator) })),
        NextToken,
      };
    },
  }),
};

function existing(
  channel: Channel,
  arn: string,
  absent: 'Forbidden' | 'NotFound' | 'BadRequest',
): ChannelModerator {
  const moderator = channel.moderators.get(arn);
  if (!moderator) throw refusal(absent, `${arn} is not a moderator`);
  return moderator;
}
