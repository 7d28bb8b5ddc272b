/**
 * How long messages are kept. What is older than that is not shown any more; it is deleted for good only later, so that a
 * longer period can bring it back until then.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/manage-retention.html
 */
import { appInstanceNamed } from './access';
import { epochSeconds, type ServiceContext } from './context';
import { operation } from './operation';
import { appInstanceRetentionSettings, type AppInstanceRetentionSettings, chimeArn } from '../model';
import { type AppInstance, type Channel, removeMessages, type Retention } from '../state';

const DAY = 24 * 60 * 60 * 1000;
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
      // What is gone by now stays gone.
      for (const channel of appInstance.channels.values()) keptSince(ctx, channel);
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

/** From when on the messages of a channel are shown. Those that are to be deleted for good by now are, on that occasion. */
export function keptSince(ctx: ServiceContext, channel: Channel): number {
  const { retention } = channel.appInstance;
  const days = daysOf(retention);
  if (!retention || days === undefined) return -Infinity;
  const now = ctx.clock.now();
  const since = now - days * DAY;
  const oldest = channel.messages[0];
  if (oldest && oldest.createdAt < since && now >= retention.deletesFrom) {
    removeMessages(channel, (message) => message.createdAt < since);
  }
  return since;
}

function daysOf(retention: Retention | undefined): number | undefined {
  return retention?.settings.ChannelRetentionSettings?.RetentionDays;
}

function answer({ retention }: AppInstance): {
  AppInstanceRetentionSettings: AppInstanceRetentionSettings;
  InitiateDeletionTimestamp: number | undefined;
} {
  const isOn = daysOf(retention) !== undefined;
  return {
    AppInstanceRetentionSettings: retention?.settings ?? {},
    InitiateDeletionTimestamp: isOn ? epochSeconds(retention?.deletesFrom) : undefined,
  };
}
