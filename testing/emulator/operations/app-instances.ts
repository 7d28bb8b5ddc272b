import { randomUUID } from 'node:crypto';
import { appInstanceNamed } from './access';
import { removeChannel } from './channel-record';
import { epochSeconds, newResource, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import {
  chimeArn,
  clientRequestToken,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  resourceName,
  tags,
  type Tags,
} from '../model';
import { conflict, refusal } from '../service-error';
import type { AppInstance } from '../state';

export const appInstanceOperations = {
  CreateAppInstance: operation({
    method: 'POST',
    path: '/app-instances',
    statusCode: 201,
    input: {
      Name: resourceName,
      Metadata: optional(metadata),
      ClientRequestToken: clientRequestToken,
      Tags: optional(tags),
    },
    resources: () => ['*'],
    handle(ctx, input) {
      return { AppInstanceArn: newAppInstance(ctx, input, randomUUID()).arn };
    },
  }),

  DescribeAppInstance: operation({
    method: 'GET',
    path: '/app-instances/{AppInstanceArn}',
    statusCode: 200,
    input: { AppInstanceArn: chimeArn },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      return {
        AppInstance: {
          ...summary(appInstance),
          CreatedTimestamp: epochSeconds(appInstance.createdAt),
          LastUpdatedTimestamp: epochSeconds(appInstance.updatedAt),
        },
      };
    },
  }),

  UpdateAppInstance: operation({
    method: 'PUT',
    path: '/app-instances/{AppInstanceArn}',
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, Name: resourceName, Metadata: metadata },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      appInstance.name = input.Name;
      appInstance.metadata = input.Metadata;
      appInstance.updatedAt = ctx.clock.now();
      return { AppInstanceArn: appInstance.arn };
    },
  }),

  DeleteAppInstance: operation({
    method: 'DELETE',
    path: '/app-instances/{AppInstanceArn}',
    statusCode: 204,
    input: { AppInstanceArn: chimeArn },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const { deleteAppInstanceWithFlows } = ctx.behavior;
      if (appInstance.flows.size > 0 && deleteAppInstanceWithFlows !== 'cascade') {
        throw refusal(deleteAppInstanceWithFlows, 'the app instance still has channel flows');
      }
      for (const channel of appInstance.channels.values()) removeChannel(ctx, channel);
      ctx.store.appInstances.delete(appInstance.arn);
      for (const arn of appInstance.users.keys()) ctx.changes.tellOfDeletedUser(arn);
      return {};
    },
  }),

  ListAppInstances: operation({
    method: 'GET',
    path: '/app-instances',
    query: pageQuery,
    statusCode: 200,
    input: pageMembers,
    resources: (_input, ctx) => [appInstanceArn(ctx, '*')],
    handle(ctx, input) {
      const { items, NextToken } = paginate(ctx, 'app-instances', ctx.store.appInstances.values(), input);
      return { AppInstances: items.map(summary), NextToken };
    },
  }),
};

/** Creates an app instance. */
export function newAppInstance(
  ctx: ServiceContext,
  input: { readonly Name: string; readonly Metadata?: string; readonly Tags?: Tags },
  id: string,
): AppInstance {
  const arn = appInstanceArn(ctx, id);
  if (ctx.store.appInstances.has(arn)) throw conflict('an app instance with this id already exists');
  const appInstance = {
    ...newResource(ctx, arn, input.Tags),
    name: input.Name,
    metadata: input.Metadata,
    users: new Map(),
    bots: new Map(),
    admins: new Map(),
    flows: new Map(),
    channels: new Map(),
    retention: undefined,
    streams: new Map(),
  };
  ctx.store.appInstances.set(arn, appInstance);
  return appInstance;
}

function appInstanceArn({ partition, region, account }: ServiceContext, id: string): string {
  return `arn:${partition}:chime:${region}:${account}:app-instance/${id}`;
}

function summary({ arn, name, metadata: data }: AppInstance): {
  AppInstanceArn: string;
  Name: string;
  Metadata?: string;
} {
  return { AppInstanceArn: arn, Name: name, Metadata: data };
}
