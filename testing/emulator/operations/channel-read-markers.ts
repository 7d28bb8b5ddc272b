import { authorize, bearerAndChannel, isMember } from './access';
import { refuseInElastic } from './channel-roles';
import { operation } from './operation';
import { chimeArn } from '../model';

export const channelReadMarkerOperations = {
  UpdateChannelReadMarker: operation({
    method: 'PUT',
    path: '/channels/{ChannelArn}/readMarker',
    statusCode: 200,
    input: { ChannelArn: chimeArn, ChimeBearer: chimeArn },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, isMember);
      refuseInElastic(ctx, channel, 'members must not mark it as read');
      const membership = channel.members.get(bearer.arn)!;
      membership.readMarkerAt = ctx.clock.now();
      ctx.changes.tellOfChannel({ type: 'UPDATE_CHANNEL_READ_MARKER', channel, membership });
      return { ChannelArn: channel.arn };
    },
  }),
};
