import { randomUUID } from 'node:crypto';
import { epochSeconds, newOrdered, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { participantNamed } from './participants';
import {
  chimeArn,
  clientRequestToken,
  enumeration,
  optional,
  pageMembers,
  pageQuery,
  string,
  structure,
} from '../model';
import { limitExceeded, refusal } from '../service-error';
import type { AppInstanceUser, AppInstanceUserEndpoint } from '../state';

/** The documented quota. */
const ENDPOINTS_PER_USER = 10;

const endpointPath = '/app-instance-users/{AppInstanceUserArn}/endpoints/{EndpointId}';
const endpointId = string({ max: 64, pattern: /^.*$/ });
const endpointInput = { AppInstanceUserArn: chimeArn, EndpointId: endpointId };
const endpointName = string({ max: 1600, pattern: /^.*$/ });
const deviceToken = string({ min: 1, max: 1600, pattern: /^.*$/ });
const allowMessages = enumeration('ALL', 'NONE');

const PINPOINT_APP = /^arn:[^:]+:mobiletargeting:[^:]*:[^:]*:apps\/[^/]+$/;

export const appInstanceUserEndpointOperations = {
  RegisterAppInstanceUserEndpoint: operation({
    method: 'POST',
    path: '/app-instance-users/{AppInstanceUserArn}/endpoints',
    statusCode: 201,
    input: {
      AppInstanceUserArn: chimeArn,
      Name: optional(endpointName),
      Type: enumeration('APNS', 'APNS_SANDBOX', 'GCM'),
      ResourceArn: chimeArn,
      EndpointAttributes: structure({ DeviceToken: deviceToken, VoipDeviceToken: optional(deviceToken) }),
      ClientRequestToken: clientRequestToken,
      AllowMessages: optional(allowMessages),
    },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const user = participantNamed(ctx, 'users', input.AppInstanceUserArn).participant;
      if (user.endpoints.size >= ENDPOINTS_PER_USER) {
        throw limitExceeded(`a user has at most ${ENDPOINTS_PER_USER} endpoints`);
      }
      const ordered = newOrdered(ctx);
      const endpoint: AppInstanceUserEndpoint = {
        ...ordered,
        id: randomUUID(),
        name: input.Name,
        type: input.Type,
        resourceArn: input.ResourceArn,
        attributes: input.EndpointAttributes,
        allowMessages: input.AllowMessages ?? 'ALL',
        updatedAt: ordered.createdAt,
      };
      user.endpoints.set(endpoint.id, endpoint);
      return receipt(user, endpoint);
    },
  }),

  DescribeAppInstanceUserEndpoint: operation({
    method: 'GET',
    path: endpointPath,
    statusCode: 200,
    // The service model is laxer about this ARN here than elsewhere.
    input: { ...endpointInput, AppInstanceUserArn: string({ max: 1600, pattern: /^.*$/ }) },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const { user, endpoint } = existing(ctx, input);
      return {
        AppInstanceUserEndpoint: {
          ...summary(user, endpoint),
          ResourceArn: endpoint.resourceArn,
          EndpointAttributes: endpoint.attributes,
          CreatedTimestamp: epochSeconds(endpoint.createdAt),
          LastUpdatedTimestamp: epochSeconds(endpoint.updatedAt),
        },
      };
    },
  }),

  UpdateAppInstanceUserEndpoint: operation({
    method: 'PUT',
    path: endpointPath,
    statusCode: 200,
    input: { ...endpointInput, Name: optional(endpointName), AllowMessages: optional(allowMessages) },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const { user, endpoint } = existing(ctx, input);
      endpoint.name = input.Name ?? endpoint.name;
      endpoint.allowMessages = input.AllowMessages ?? endpoint.allowMessages;
      endpoint.updatedAt = ctx.clock.now();
      return receipt(user, endpoint);
    },
  }),

  DeregisterAppInstanceUserEndpoint: operation({
    method: 'DELETE',
    path: endpointPath,
    statusCode: 204,
    input: endpointInput,
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const { user, endpoint } = existing(ctx, input);
      user.endpoints.delete(endpoint.id);
      return {};
    },
  }),

  ListAppInstanceUserEndpoints: operation({
    method: 'GET',
    path: '/app-instance-users/{AppInstanceUserArn}/endpoints',
    query: pageQuery,
    statusCode: 200,
    input: { AppInstanceUserArn: chimeArn, ...pageMembers },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const user = participantNamed(ctx, 'users', input.AppInstanceUserArn).participant;
      const { items, NextToken } = paginate(ctx, `endpoints ${user.arn}`, user.endpoints.values(), input);
      return { AppInstanceUserEndpoints: items.map((endpoint) => summary(user, endpoint)), NextToken };
    },
  }),
};

function existing(
  ctx: ServiceContext,
  input: { readonly AppInstanceUserArn: string; readonly EndpointId: string },
): { user: AppInstanceUser; endpoint: AppInstanceUserEndpoint } {
  const user = participantNamed(ctx, 'users', input.AppInstanceUserArn).participant;
  const endpoint = user.endpoints.get(input.EndpointId);
  if (!endpoint) {
    throw refusal(ctx.behavior.absentResource, `endpoint ${input.EndpointId} does not exist`);
  }
  return { user, endpoint };
}

function receipt(
  user: AppInstanceUser,
  endpoint: AppInstanceUserEndpoint,
): { AppInstanceUserArn: string; EndpointId: string } {
  return { AppInstanceUserArn: user.arn, EndpointId: endpoint.id };
}

/** The members that Describe and List have in common. */
export interface EndpointSummary {
  AppInstanceUserArn: string;
  EndpointId: string;
  Name: string | undefined;
  Type: AppInstanceUserEndpoint['type'];
  AllowMessages: AppInstanceUserEndpoint['allowMessages'];
  EndpointState: { Status: 'ACTIVE' } | { Status: 'INACTIVE'; StatusReason: 'INVALID_PINPOINT_ARN' };
}

/** Only an endpoint of an Amazon Pinpoint application gets messages. */
function summary(user: AppInstanceUser, endpoint: AppInstanceUserEndpoint): EndpointSummary {
  return {
    AppInstanceUserArn: user.arn,
    EndpointId: endpoint.id,
    Name: endpoint.name,
    Type: endpoint.type,
    AllowMessages: endpoint.allowMessages,
    EndpointState: PINPOINT_APP.test(endpoint.resourceArn)
      ? { Status: 'ACTIVE' }
      : { Status: 'INACTIVE', StatusReason: 'INVALID_PINPOINT_ARN' },
  };
}
