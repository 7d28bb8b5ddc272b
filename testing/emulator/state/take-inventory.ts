import type { AppInstanceInventory, ChannelFlowInventory, ChannelInventory } from './inventory';
import { type AppInstance, type Channel, type ChannelFlow, inExecutionOrder, type Store } from './store';

/** Everything that exists, except messages, as plain records. */
export function takeInventory(store: Store): AppInstanceInventory[] {
  return [...store.appInstances.values()].map(appInstance);
}

function appInstance({ arn, name, users, bots, channels, flows }: AppInstance): AppInstanceInventory {
  return {
    appInstanceArn: arn,
    name,
    participants: [...users.values(), ...bots.values()].map((each) => ({ arn: each.arn, name: each.name })),
    channels: [...channels.values()].map(channel),
    channelFlows: [...flows.values()].map(channelFlow),
  };
}

function channel({ arn, name, members, moderators, flow }: Channel): ChannelInventory {
  const hidden = [...members].filter(({ type }) => type === 'HIDDEN');
  return {
    channelArn: arn,
    name,
    members: members.memberArns(),
    hiddenMembers: hidden.map(({ member }) => member.arn),
    moderators: [...moderators.keys()],
    channelFlowArn: flow?.arn,
  };
}

function channelFlow(flow: ChannelFlow): ChannelFlowInventory {
  return {
    channelFlowArn: flow.arn,
    name: flow.name,
    processors: inExecutionOrder(flow).map((processor) => ({
      name: processor.Name,
      functionArn: processor.Configuration.Lambda.ResourceArn,
      fallbackAction: processor.FallbackAction,
    })),
  };
}
