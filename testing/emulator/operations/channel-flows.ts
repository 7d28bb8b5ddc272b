import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { epochSeconds, newResource, type ServiceContext } from './context';
import { operation } from './operation';
import { type Page, paginate } from './pagination';
import {
  chimeArn,
  clientRequestToken,
  optional,
  pageMembers,
  pageQuery,
  type Processor,
  processors,
  resourceName,
  tags,
  type Tags,
} from '../model';
import { badRequest, conflict, limitExceeded, refusal, type ServiceError } from '../service-error';
import { type AppInstance, type ChannelFlow, findFlow, memberArn } from '../state';

const flowPath = '/channel-flows/{ChannelFlowArn}';

export const channelFlowOperations = {
  CreateChannelFlow: operation({
    method: 'POST',
    path: '/channel-flows',
    statusCode: 201,
    input: {
      AppInstanceArn: chimeArn,
      Processors: processors,
      Name: resourceName,
      Tags: optional(tags),
      ClientRequestToken: clientRequestToken,
    },
    resources: ({ AppInstanceArn }, { behavior }) => [
      behavior.createChannelFlowAuthorizedOn === 'appInstance'
        ? AppInstanceArn
        : `${AppInstanceArn}/channel-flow/*`,
    ],
    handle(ctx, input) {
      const appInstance = ctx.store.appInstances.get(input.AppInstanceArn);
      if (!appInstance) throw absentAppInstance(ctx, input.AppInstanceArn);
      return { ChannelFlowArn: newChannelFlow(ctx, appInstance, input, randomUUID()).arn };
    },
  }),

  DescribeChannelFlow: operation({
    method: 'GET',
    path: flowPath,
    statusCode: 200,
    input: { ChannelFlowArn: chimeArn },
    resources: ({ ChannelFlowArn }) => [ChannelFlowArn],
    handle(ctx, input) {
      const flow = visibleFlow(ctx, input.ChannelFlowArn);
      return {
        ChannelFlow: {
          ...summary(flow),
          CreatedTimestamp: epochSeconds(flow.createdAt),
          LastUpdatedTimestamp: epochSeconds(flow.updatedAt),
        },
      };
    },
  }),

  UpdateChannelFlow: operation({
    method: 'PUT',
    path: flowPath,
    statusCode: 200,
    input: { ChannelFlowArn: chimeArn, Processors: processors, Name: resourceName },
    resources: ({ ChannelFlowArn }) => [ChannelFlowArn],
    handle(ctx, input) {
      const flow = visibleFlow(ctx, input.ChannelFlowArn);
      checkFlow(ctx, flow.appInstance, input, flow);
      const { updateUnchangedFlow } = ctx.behavior;
      const isUnchanged = input.Name === flow.name && isDeepStrictEqual(input.Processors, flow.processors);
      if (isUnchanged && updateUnchangedFlow !== 'ok') {
        throw refusal(
          updateUnchangedFlow,
          `channel flow ${flow.arn} already has this name and these processors`,
        );
      }
      flow.name = input.Name;
      flow.processors = input.Processors;
      flow.updatedAt = ctx.clock.now();
      return { ChannelFlowArn: flow.arn };
    },
  }),

  DeleteChannelFlow: operation({
    method: 'DELETE',
    path: flowPath,
    statusCode: 204,
    input: { ChannelFlowArn: chimeArn },
    resources: ({ ChannelFlowArn }, { behavior }) => [
      behavior.deleteChannelFlowAuthorizedOn === 'channelFlow'
        ? ChannelFlowArn
        : ChannelFlowArn.replace(/\/channel-flow\/.*$/, '/channel/*'),
    ],
    handle(ctx, input) {
      const flow = visibleFlow(ctx, input.ChannelFlowArn);
      const isJustDisassociated = ctx.clock.now() < flow.disassociatedAt + ctx.behavior.disassociationDelay;
      if (flow.channels.size > 0 || isJustDisassociated) {
        throw refusal(
          ctx.behavior.deleteAssociatedFlow,
          `channel flow ${flow.arn} is associated with a channel`,
        );
      }
      flow.appInstance.flows.delete(flow.arn);
      return {};
    },
  }),

  ListChannelFlows: operation({
    method: 'GET',
    path: '/channel-flows',
    query: { 'app-instance-arn': 'AppInstanceArn', ...pageQuery },
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, ...pageMembers },
    resources: ({ AppInstanceArn }, { behavior }) => [
      behavior.listChannelFlowsAuthorizedOn === 'appInstance'
        ? AppInstanceArn
        : `${AppInstanceArn}/channel-flow/*`,
    ],
    handle(ctx, input) {
      const { items, NextToken } = listedFlows(ctx, input);
      return { ChannelFlows: items.map(summary), NextToken };
    },
  }),
};

/** Creates a flow. */
export function newChannelFlow(
  ctx: ServiceContext,
  appInstance: AppInstance,
  input: { readonly Name: string; readonly Processors: readonly Processor[]; readonly Tags?: Tags },
  id: string,
): ChannelFlow {
  checkFlow(ctx, appInstance, input);
  const { channelFlowsPerAppInstance: quota } = ctx.behavior;
  if (appInstance.flows.size >= quota) {
    throw limitExceeded(`an app instance has at most ${quota} channel flows`);
  }
  const arn = memberArn(appInstance.arn, 'channel-flow', id);
  if (appInstance.flows.has(arn)) throw conflict('a channel flow with this id already exists');
  const flow = {
    ...newResource(ctx, arn, input.Tags),
    appInstance,
    name: input.Name,
    processors: input.Processors,
    channels: new Map(),
    disassociatedAt: -Infinity,
  };
  appInstance.flows.set(arn, flow);
  return flow;
}

/** The flow that a call names, if it is visible already. */
export function visibleFlow(
  ctx: ServiceContext,
  arn: string,
  absent: 'Forbidden' | 'NotFound' | 'BadRequest' = ctx.behavior.absentFlow,
): ChannelFlow {
  const flow = findFlow(ctx.store, arn);
  if (!flow || ctx.clock.now() < flow.createdAt + ctx.behavior.visibilityDelay) {
    throw refusal(absent, `channel flow ${arn} does not exist`);
  }
  return flow;
}

function listedFlows(
  ctx: ServiceContext,
  input: { AppInstanceArn: string; MaxResults?: number; NextToken?: string },
): Page<ChannelFlow> {
  const appInstance = ctx.store.appInstances.get(input.AppInstanceArn);
  if (!appInstance && ctx.behavior.absentAppInstance !== 'EmptyList') {
    throw absentAppInstance(ctx, input.AppInstanceArn);
  }
  const listedUntil = ctx.clock.now() - ctx.behavior.listVisibilityDelay;
  const flows = [...(appInstance?.flows.values() ?? [])].filter((flow) => flow.createdAt <= listedUntil);
  return paginate(ctx, `flows ${input.AppInstanceArn}`, flows, input);
}

function absentAppInstance(ctx: ServiceContext, arn: string): ServiceError {
  const { absentAppInstance: answer } = ctx.behavior;
  return refusal(answer === 'EmptyList' ? 'Forbidden' : answer, `app instance ${arn} does not exist`);
}

function checkFlow(
  { behavior }: ServiceContext,
  appInstance: AppInstance,
  wanted: { readonly Name: string; readonly Processors: readonly Processor[] },
  itself?: ChannelFlow,
): void {
  const { duplicateFlowName, duplicateExecutionOrder, processorsPerChannelFlow: quota } = behavior;
  if (wanted.Processors.length > quota) throw limitExceeded(`a channel flow has at most ${quota} processors`);
  const orders = new Set(wanted.Processors.map((processor) => processor.ExecutionOrder));
  if (orders.size < wanted.Processors.length && duplicateExecutionOrder === 'BadRequest') {
    throw badRequest("'Processors' must not repeat an execution order");
  }
  const isTaken = (): boolean =>
    [...appInstance.flows.values()].some((flow) => flow !== itself && flow.name === wanted.Name);
  if (duplicateFlowName === 'Conflict' && isTaken()) {
    throw conflict('a channel flow with this name already exists');
  }
}

function summary(flow: ChannelFlow): {
  ChannelFlowArn: string;
  Name: string;
  Processors: readonly Processor[];
} {
  return { ChannelFlowArn: flow.arn, Name: flow.name, Processors: flow.processors };
}
