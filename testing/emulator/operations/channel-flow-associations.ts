import { bearerAndChannel, isInCharge, visit } from './access';
import { visibleFlow } from './channel-flows';
import type { ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { chimeArn, pageMembers, pageQuery } from '../model';
import { conflict, refusal } from '../service-error';
import type { Channel, ChannelFlow } from '../state';

const associationInput = { ChannelArn: chimeArn, ChannelFlowArn: chimeArn, ChimeBearer: chimeArn };

export const channelFlowAssociationOperations = {
  AssociateChannelFlow: operation({
    method: 'PUT',
    path: '/channels/{ChannelArn}/channel-flow',
    statusCode: 200,
    input: associationInput,
    resources: authorizedOn,
    handle(ctx, input) {
      const { associateAbsentChannel, associateAbsentFlow, associateSame, associateOther } = ctx.behavior;
      const { channel } = visit(ctx, input, isInCharge, associateAbsentChannel);
      const flow = visibleFlow(ctx, input.ChannelFlowArn, associateAbsentFlow);
      if (flow.appInstance !== channel.appInstance) {
        throw refusal(associateAbsentFlow, `channel flow ${flow.arn} is not of the channel's app instance`);
      }
      const answer = channel.flow === flow ? associateSame : associateOther;
      if (channel.flow && answer === 'Conflict') {
        throw conflict(`the channel has channel flow ${channel.flow.arn}`);
      }
      if (channel.flow !== flow) {
        disassociate(ctx, channel);
        associate(channel, flow);
      }
      return {};
    },
  }),

  DisassociateChannelFlow: operation({
    method: 'DELETE',
    path: '/channels/{ChannelArn}/channel-flow/{ChannelFlowArn}',
    statusCode: 204,
    input: associationInput,
    resources: authorizedOn,
    handle(ctx, input) {
      const { associateAbsentChannel, associateAbsentFlow, disassociateUnassociated } = ctx.behavior;
      const { channel } = visit(ctx, input, isInCharge, associateAbsentChannel);
      const flow = visibleFlow(ctx, input.ChannelFlowArn, associateAbsentFlow);
      if (channel.flow === flow) {
        disassociate(ctx, channel);
      } else if (disassociateUnassociated !== 'ok') {
        throw refusal(disassociateUnassociated, `the channel does not have channel flow ${flow.arn}`);
      }
      return {};
    },
  }),

  ListChannelsAssociatedWithChannelFlow: operation({
    method: 'GET',
    path: '/channels?scope=channel-flow-associations',
    query: { 'channel-flow-arn': 'ChannelFlowArn', ...pageQuery },
    statusCode: 200,
    input: { ChannelFlowArn: chimeArn, ...pageMembers },
    resources: ({ ChannelFlowArn }) => [ChannelFlowArn],
    handle(ctx, input) {
      const flow = visibleFlow(ctx, input.ChannelFlowArn);
      const channels = [...flow.channels.values()].sort((a, b) => a.order - b.order);
      const { items, NextToken } = paginate(`associated ${flow.arn}`, channels, input);
      return {
        Channels: items.map((channel) => ({
          Name: channel.name,
          ChannelArn: channel.arn,
          Mode: channel.mode,
          Privacy: channel.privacy,
          Metadata: channel.metadata,
        })),
        NextToken,
      };
    },
  }),
};

/** Gives a channel that has none a flow. */
export function associate(channel: Channel, flow: ChannelFlow): void {
  channel.flow = flow;
  flow.channels.set(channel.arn, channel);
}

/** Takes the flow off a channel, if it has one. */
export function disassociate(ctx: ServiceContext, channel: Channel): void {
  if (!channel.flow) return;
  channel.flow.channels.delete(channel.arn);
  channel.flow.disassociatedAt = ctx.clock.now();
  channel.flow = undefined;
  ctx.messages.leaveFlow(channel);
}

function authorizedOn(
  input: { readonly ChannelArn: string; readonly ChannelFlowArn: string; readonly ChimeBearer: string },
  { behavior }: ServiceContext,
): string[] {
  const { associateAuthorizedOn } = behavior;
  return [
    ...bearerAndChannel(input),
    ...(associateAuthorizedOn === 'bearerAndChannel' ? [] : [input.ChannelFlowArn]),
  ];
}
