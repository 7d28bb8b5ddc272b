import { outcome, type Probes } from './probe';
import type { World } from '../world';

/** Probes of calls about flows and associations. */
export const FLOWS = {
  absentFlow: (world) =>
    outcome(world.messaging.describeChannelFlow({ ChannelFlowArn: absent(world, 'channel-flow') })),

  absentAppInstance: (world) => {
    const AppInstanceArn = world.appInstanceArn.replace(/[^/]*$/, ABSENT);
    return outcome(world.messaging.listChannelFlows({ AppInstanceArn }), 'EmptyList');
  },

  associateSame: async (world) => outcome(world.messaging.associateChannelFlow(await world.associated())),

  associateOther: async (world) => {
    const association = await world.associated();
    const other = { ...association, ChannelFlowArn: await world.flow() };
    return outcome(world.messaging.associateChannelFlow(other), 'overwrite');
  },

  associateAbsentChannel: async (world) => {
    const association = {
      ChannelArn: absent(world, 'channel'),
      ChannelFlowArn: await world.flow(),
      ChimeBearer: world.bearer,
    };
    return outcome(world.messaging.associateChannelFlow(association));
  },

  associateAbsentFlow: async (world) => {
    const association = {
      ChannelArn: await world.channel(),
      ChannelFlowArn: absent(world, 'channel-flow'),
      ChimeBearer: world.bearer,
    };
    return outcome(world.messaging.associateChannelFlow(association));
  },

  disassociateUnassociated: async (world) => {
    const association = {
      ChannelArn: await world.channel(),
      ChannelFlowArn: await world.flow(),
      ChimeBearer: world.bearer,
    };
    return outcome(world.messaging.disassociateChannelFlow(association));
  },

  deleteAssociatedFlow: async (world) => {
    const { ChannelFlowArn } = await world.associated();
    return outcome(world.messaging.deleteChannelFlow({ ChannelFlowArn }));
  },

  deleteAssociatedChannel: async (world) => {
    const { ChannelArn, ChimeBearer } = await world.associated();
    return outcome(world.messaging.deleteChannel({ ChannelArn, ChimeBearer }));
  },

  deleteAppInstanceWithFlows: async (world) => {
    const AppInstanceArn = await world.appInstance();
    await world.flow({ AppInstanceArn });
    return outcome(world.identity.deleteAppInstance({ AppInstanceArn }), 'cascade');
  },

  updateUnchangedFlow: async (world) => {
    const { Name, Processors } = world.flowOf();
    const ChannelFlowArn = await world.flow({ Name, Processors });
    return outcome(world.messaging.updateChannelFlow({ ChannelFlowArn, Name, Processors }));
  },

  duplicateFlowName: async (world) => {
    const { Name } = world.flowOf();
    await world.flow({ Name });
    return outcome(world.flow({ Name }), 'allowed');
  },

  duplicateExecutionOrder: (world) => outcome(world.flow(world.flowOf([1, 1])), 'allowed'),

  /** As many as are accepted; the documented quota is 1. */
  processorsPerChannelFlow: async (world) => {
    for (const orders of [[1, 2, 3], [1, 2], [1]]) {
      if ((await outcome(world.flow(world.flowOf(orders)))) === 'ok') return orders.length;
    }
    return 0;
  },
} satisfies Probes;

const ABSENT = '00000000-0000-0000-0000-000000000000';

function absent({ appInstanceArn }: World, kind: string): string {
  return `${appInstanceArn}/${kind}/${ABSENT}`;
}
