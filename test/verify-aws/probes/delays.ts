import { outcome, type Probes } from './probe';
import { until } from '../until';

/**
 * Probes of how long changes take to become visible, in milliseconds. A change that the first check sees counts as 0.
 */
export const DELAYS = {
  visibilityDelay: async (world) => {
    const ChannelFlowArn = await world.flow();
    return until('the flow is found', async () => {
      const described = await outcome(world.messaging.describeChannelFlow({ ChannelFlowArn }));
      return described === 'ok';
    });
  },

  listVisibilityDelay: async (world) => {
    const AppInstanceArn = await world.appInstance();
    await world.flow({ AppInstanceArn });
    return until('the flow is listed', async () => {
      const { ChannelFlows = [] } = await world.messaging.listChannelFlows({ AppInstanceArn });
      return ChannelFlows.length > 0;
    });
  },

  channelListDelay: async (world) => {
    const user = await world.user();
    await world.channel({ Privacy: 'PUBLIC', MemberArns: [user] });
    const request = { ChimeBearer: user, AppInstanceUserArn: user };
    return until('the channel is listed', async () => {
      const { ChannelMemberships = [] } =
        await world.messaging.listChannelMembershipsForAppInstanceUser(request);
      return ChannelMemberships.length > 0;
    });
  },

  adminDelay: async (world) => {
    const admin = await world.user();
    const ChannelArn = await world.channel();
    await world.makeAdmin(admin);
    return until('the admin counts as one', async () => {
      const described = await outcome(world.messaging.describeChannel({ ChannelArn, ChimeBearer: admin }));
      return described === 'ok';
    });
  },

  disassociationDelay: async (world) => {
    const association = await world.associated();
    await world.messaging.disassociateChannelFlow(association);
    const { ChannelFlowArn } = association;
    return until('the flow can be deleted', async () => {
      const deleted = await outcome(world.messaging.deleteChannelFlow({ ChannelFlowArn }));
      return deleted === 'ok';
    });
  },

  associationVisibilityDelay: async (world) => {
    const { ChannelArn, ChannelFlowArn, ChimeBearer } = await world.associated();
    return until('the channel shows its flow', async () => {
      const { Channel } = await world.messaging.describeChannel({ ChannelArn, ChimeBearer });
      return Channel?.ChannelFlowArn === ChannelFlowArn;
    });
  },
} satisfies Probes;
