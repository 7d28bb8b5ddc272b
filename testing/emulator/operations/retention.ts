/** The settings for how long the messages of an app instance are kept. */
import { appInstanceNamed } from './access';
import { epochSeconds } from './context';
import { operation } from './operation';
import { appInstanceRetentionSettings, type AppInstanceRetentionSettings, chimeArn } from '../model';
import { type AppInstance, DAY, keptSince, retentionDays } from '../state';

const GRACE_PERIOD = 30 * DAY;

const retentionPath = '/app-instances/{AppInstanceArn}/retention-settings';

export const retentionOperations = {
  PutAppInstanceRetentionSettings: operation({
    method: 'PUT',
    path: retentionPath,
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, AppInstanceRetentionSettings: appInstanceRetentionSettings },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      // Messages that have expired by now stay deleted.
      for (const channel of appInstance.channels.values()) keptSince(channel, ctx.clock.now());
      const settings = input.AppInstanceRetentionSettings;
      appInstance.retention = { settings, deletesFrom: ctx.clock.now() + GRACE_PERIOD };
      return answer(appInstance);
    },
  }),

  GetAppInstanceRetentionSettings: operation({
    method: 'GET',
    path: retentionPath,
    statusCode: 200,
    input: { AppInstanceArn: chimeArn },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle: (ctx, input) => answer(appInstanceNamed(ctx, input.AppInstanceArn)),
  }),
};

function answer({ retention }: AppInstance): {
  AppInstanceRetentionSettings: AppInstanceRetentionSettings;
  InitiateDeletionTimestamp: number | undefined;
} {
  const isOn = retentionDays(retention) !== undefined;
  return {
    AppInstanceRetentionSettings: retention?.settings ?? {},
    InitiateDeletionTimestamp: isOn ? epochSeconds(retention?.deletesFrom) : undefined,
  };
}
