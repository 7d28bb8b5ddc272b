import { appInstanceNamed } from './access';
import { epochSeconds, newResource } from './context';
import { expireUser } from './expiration';
import { operation } from './operation';
import { paginate } from './pagination';
import { participantNamed, removeParticipant } from './participants';
import {
  chimeArn,
  chimeId,
  clientRequestToken,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  string,
  tags,
  userExpirationSettings,
} from '../model';
import { conflict } from '../service-error';
import { type AppInstanceUser, memberArn } from '../state';

const userName = string({ min: 1, max: 100, pattern: /^.*\S.*$/ });

export const appInstanceUserOperations = {
  CreateAppInstanceUser: operation({
    method: 'POST',
    path: '/app-instance-users',
    statusCode: 201,
    input: {
      AppInstanceArn: chimeArn,
      AppInstanceUserId: chimeId,
      Name: userName,
      Metadata: optional(metadata),
      ClientRequestToken: clientRequestToken,
      Tags: optional(tags),
      ExpirationSettings: optional(userExpirationSettings),
    },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const arn = memberArn(appInstance.arn, 'user', input.AppInstanceUserId);
      if (appInstance.users.has(arn)) throw conflict('an app instance user with this id already exists');
      const user = {
        ...newResource(ctx, arn, input.Tags),
        name: input.Name,
        metadata: input.Metadata,
        expirationSettings: input.ExpirationSettings,
        endpoints: new Map(),
      };
      appInstance.users.set(arn, user);
      expireUser(ctx, appInstance, user);
      return { AppInstanceUserArn: arn };
    },
  }),

  DescribeAppInstanceUser: operation({
    method: 'GET',
    path: '/app-instance-users/{AppInstanceUserArn}',
    statusCode: 200,
    input: { AppInstanceUserArn: chimeArn },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const user = participantNamed(ctx, 'users', input.AppInstanceUserArn).participant;
      return {
        AppInstanceUser: {
          ...summary(user),
          CreatedTimestamp: epochSeconds(user.createdAt),
          LastUpdatedTimestamp: epochSeconds(user.updatedAt),
          ExpirationSettings: user.expirationSettings,
        },
      };
    },
  }),

  UpdateAppInstanceUser: operation({
    method: 'PUT',
    path: '/app-instance-users/{AppInstanceUserArn}',
    statusCode: 200,
    input: { AppInstanceUserArn: chimeArn, Name: userName, Metadata: metadata },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const user = participantNamed(ctx, 'users', input.AppInstanceUserArn).participant;
      user.name = input.Name;
      user.metadata = input.Metadata;
      user.updatedAt = ctx.clock.now();
      return { AppInstanceUserArn: user.arn };
    },
  }),

  DeleteAppInstanceUser: operation({
    method: 'DELETE',
    path: '/app-instance-users/{AppInstanceUserArn}',
    statusCode: 204,
    input: { AppInstanceUserArn: chimeArn },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const { appInstance, participant } = participantNamed(ctx, 'users', input.AppInstanceUserArn);
      removeParticipant(ctx, appInstance, participant);
      return {};
    },
  }),

  ListAppInstanceUsers: operation({
    method: 'GET',
    path: '/app-instance-users',
    query: { 'app-instance-arn': 'AppInstanceArn', ...pageQuery },
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, ...pageMembers },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const { arn, users } = appInstanceNamed(ctx, input.AppInstanceArn);
      const { items, NextToken } = paginate(ctx, `users ${arn}`, users.values(), input);
      return { AppInstanceArn: arn, AppInstanceUsers: items.map(summary), NextToken };
    },
  }),
};

function summary(user: AppInstanceUser): { AppInstanceUserArn: string; Name: string; Metadata?: string } {
  return { AppInstanceUserArn: user.arn, Name: user.name, Metadata: user.metadata };
}
