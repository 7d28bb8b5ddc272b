import { appInstanceNamed, participantNamed } from './access';
import { epochSeconds, newOrdered, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { identity } from './participants';
import { chimeArn, pageMembers, pageQuery } from '../model';
import { conflict, limitExceeded, refusal } from '../service-error';
import type { AppInstance, AppInstanceAdmin } from '../state';

const adminInput = { AppInstanceAdminArn: chimeArn, AppInstanceArn: chimeArn };
const adminPath = '/app-instances/{AppInstanceArn}/admins/{AppInstanceAdminArn}';

export const appInstanceAdminOperations = {
  CreateAppInstanceAdmin: operation({
    method: 'POST',
    path: '/app-instances/{AppInstanceArn}/admins',
    statusCode: 201,
    input: adminInput,
    resources: (input) => [input.AppInstanceArn, input.AppInstanceAdminArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const participant = participantNamed(ctx, appInstance, input.AppInstanceAdminArn);
      if (appInstance.admins.has(participant.arn)) throw conflict(`${participant.arn} is already an admin`);
      const { adminsPerAppInstance: quota } = ctx.behavior;
      if (appInstance.admins.size >= quota) {
        throw limitExceeded(`an app instance has at most ${quota} admins`);
      }
      appInstance.admins.set(participant.arn, { ...newOrdered(ctx), participant });
      return { AppInstanceAdmin: identity(participant), AppInstanceArn: appInstance.arn };
    },
  }),

  DescribeAppInstanceAdmin: operation({
    method: 'GET',
    path: adminPath,
    statusCode: 200,
    input: adminInput,
    resources: (input) => [input.AppInstanceArn, input.AppInstanceAdminArn],
    handle(ctx, input) {
      const { appInstance, admin } = existing(ctx, input);
      return {
        AppInstanceAdmin: {
          Admin: identity(admin.participant),
          AppInstanceArn: appInstance.arn,
          CreatedTimestamp: epochSeconds(admin.createdAt),
        },
      };
    },
  }),

  DeleteAppInstanceAdmin: operation({
    method: 'DELETE',
    path: adminPath,
    statusCode: 204,
    input: adminInput,
    resources: (input) => [input.AppInstanceArn, input.AppInstanceAdminArn],
    handle(ctx, input) {
      const { appInstance, admin } = existing(ctx, input);
      appInstance.admins.delete(admin.participant.arn);
      return {};
    },
  }),

  ListAppInstanceAdmins: operation({
    method: 'GET',
    path: '/app-instances/{AppInstanceArn}/admins',
    query: pageQuery,
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, ...pageMembers },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const { arn, admins } = appInstanceNamed(ctx, input.AppInstanceArn);
      const { items, NextToken } = paginate(ctx, `admins ${arn}`, admins.values(), input);
      return {
        AppInstanceArn: arn,
        AppInstanceAdmins: items.map(({ participant }) => ({ Admin: identity(participant) })),
        NextToken,
      };
    },
  }),
};

function existing(
  ctx: ServiceContext,
  input: { AppInstanceArn: string; AppInstanceAdminArn: string },
): { appInstance: AppInstance; admin: AppInstanceAdmin } {
  const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
  const admin = appInstance.admins.get(input.AppInstanceAdminArn);
  if (!admin) throw refusal(ctx.behavior.absentResource, `${input.AppInstanceAdminArn} is no admin`);
  return { appInstance, admin };
}
