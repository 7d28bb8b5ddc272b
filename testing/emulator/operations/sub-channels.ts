import { authorize, bearerAndChannel, isInCharge } from './access';
import { operation } from './operation';
import { paginate } from './pagination';
import { chimeArn, pageMembers, pageQuery } from '../model';
import { badRequest } from '../service-error';

export const subChannelOperations = {
  ListSubChannels: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}/subchannels',
    query: pageQuery,
    statusCode: 200,
    input: { ChannelArn: chimeArn, ChimeBearer: chimeArn, ...pageMembers },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      if (!channel.elastic) throw badRequest("'ChannelArn' must be that of an elastic channel");
      const subChannels = channel.elastic.subChannels.values();
      const { items, NextToken } = paginate(ctx, `subchannels ${channel.arn}`, subChannels, input);
      return {
        ChannelArn: channel.arn,
        SubChannels: items.map(({ id }) => ({
          SubChannelId: id,
          MembershipCount: channel.members.in(id).size,
        })),
        NextToken,
      };
    },
  }),
};
