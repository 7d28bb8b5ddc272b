import { bearerAndChannel, isInCharge, authorize } from './access';
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
      const { channel } = authorize(ctx, input, isInCharge, associateAbsentChannel);
      const flow = visibleFlow(ctx, input.ChannelFlowArn, associateAbsentFlow);
      if (flow.appInstance !== channel.appInstance) {
        throw refusal(associateAbsentFlow, `channel flow ${flow.arn} is not in the channel's app instance`);
      }
      const answer = channel.flow === flow ? associateSame : associateOther;
      if (channel.flow && answer === 'Conflict') {
        throw conflict(`the channel has channel flow ${channel.flow.arn}`);
      }
      if (channel.flow !== flow) {
        disassociate(ctx, channel);
        associate(ctx, channel, flow);
        tellOfAssociation(ctx, channel);
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
      const { channel } = authorize(ctx, input, isInCharge, associateAbsentChannel);
      const flow = visibleFlow(ctx, input.ChannelFlowArn, associateAbsentFlow);
      if (channel.flow === flow) {
        disassociate(ctx, channel);
        tellOfAssociation(ctx, channel);
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
      const channels = shownChannels(ctx, flow).sort((a, b) => a.order - b.order);
      const { items, NextToken } = paginate(ctx, `associated ${flow.arn}`, channels, input);
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

function tellOfAssociation({ behavior, changes }: ServiceContext, channel: Channel): void {
  if (behavior.associationEvent === 'UPDATE_CHANNEL') {
    changes.tellOfChannel({ type: 'UPDATE_CHANNEL', channel });
  }
}

/** Associates a channel that has no flow with a flow. */
export function associate(ctx: ServiceContext, channel: Channel, flow: ChannelFlow): void {
  change(ctx, channel, flow);
  flow.channels.set(channel.arn, channel);
}

/** Disassociates a channel from its flow, if it has one. */
export function disassociate(ctx: ServiceContext, channel: Channel): void {
  const { flow } = channel;
  if (!flow) return;
  flow.channels.delete(channel.arn);
  flow.disassociatedAt = ctx.clock.now();
  change(ctx, channel, undefined);
  ctx.messages.leaveFlow(channel);
}

/** The flow that reads show for a channel, which can lag behind its actual flow. */
export function shownFlow(ctx: ServiceContext, { flow, formerFlow }: Channel): ChannelFlow | undefined {
  const isLate = formerFlow && ctx.clock.now() < formerFlow.until + ctx.behavior.associationVisibilityDelay;
  return isLate ? formerFlow.flow : flow;
}

function shownChannels(ctx: ServiceContext, flow: ChannelFlow): Channel[] {
  if (ctx.behavior.associationVisibilityDelay === 0) return [...flow.channels.values()];
  const channels = [...flow.appInstance.channels.values()];
  return channels.filter((channel) => shownFlow(ctx, channel) === flow);
}

function change(ctx: ServiceContext, channel: Channel, flow: ChannelFlow | undefined): void {
  channel.formerFlow = { flow: channel.flow, until: ctx.clock.now() };
  channel.flow = flow;
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
