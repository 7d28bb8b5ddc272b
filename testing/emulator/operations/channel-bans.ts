import { authorize, bearerAndChannel, isInCharge, participantNamed } from './access';
import { newBan } from './channel-roles';
import { epochSeconds } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { chimeArn, pageMembers, pageQuery } from '../model';
import { conflict, refusal } from '../service-error';
import type { Channel, ChannelBan } from '../state';

const banPath = '/channels/{ChannelArn}/bans/{MemberArn}';
const banInput = { ChannelArn: chimeArn, MemberArn: chimeArn, ChimeBearer: chimeArn };

export const channelBanOperations = {
  CreateChannelBan: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}/bans',
    statusCode: 201,
    input: banInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, isInCharge);
      const member = participantNamed(ctx, channel.appInstance, input.MemberArn);
      if (channel.moderators.has(member.arn) || channel.appInstance.admins.has(member.arn)) {
        throw refusal(ctx.behavior.banPrivileged, `${member.arn} is a moderator or admin`);
      }
      if (channel.bans.has(member.arn)) throw conflict(`${member.arn} is already banned`);
      newBan(ctx, channel, member, bearer);
      return { ChannelArn: channel.arn, Member: identity(member) };
    },
  }),

  DescribeChannelBan: operation({
    method: 'GET',
    path: banPath,
    statusCode: 200,
    input: banInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      const { member, createdAt, createdBy } = existing(channel, input.MemberArn, 'NotFound');
      return {
        ChannelBan: {
          Member: identity(member),
          ChannelArn: channel.arn,
          CreatedTimestamp: epochSeconds(createdAt),
          CreatedBy: identity(createdBy),
        },
      };
    },
  }),

  DeleteChannelBan: operation({
    method: 'DELETE',
    path: banPath,
    statusCode: 204,
    input: banInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      const ban = existing(channel, input.MemberArn, ctx.behavior.absentResource);
      channel.bans.delete(ban.member.arn);
      ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL_BAN', channel, ban });
      return {};
    },
  }),

  ListChannelBans: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}/bans',
    query: pageQuery,
    statusCode: 200,
    input: { ChannelArn: chimeArn, ChimeBearer: chimeArn, ...pageMembers },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      const { items, NextToken } = paginate(ctx, `bans ${channel.arn}`, channel.bans.values(), input);
      return {
        ChannelArn: channel.arn,
        ChannelBans: items.map(({ member }) => ({ Member: identity(member) })),
        NextToken,
      };
    },
  }),
};

function existing(
  channel: Channel,
  arn: string,
  absent: 'Forbidden' | 'NotFound' | 'BadRequest',
): ChannelBan {
  const ban = channel.bans.get(arn);
  if (!ban) throw refusal(absent, `${arn} is not banned`);
  return ban;
}
