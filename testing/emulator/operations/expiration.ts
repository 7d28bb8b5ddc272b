/** Channels and users that expire, on the clock of the emulator. */
import { authorize, bearerAndChannel, isInCharge } from './access';
import { removeChannel } from './channel-record';
import type { ServiceContext } from './context';
import { operation } from './operation';
import { participantNamed, removeParticipant } from './participants';
import {
  channelExpirationSettings,
  chimeArn,
  type ExpirationSettings,
  optional,
  userExpirationSettings,
} from '../model';
import { type AppInstance, type AppInstanceUser, type Channel, DAY } from '../state';

export const expirationOperations = {
  PutChannelExpirationSettings: operation({
    method: 'PUT',
    path: '/channels/{ChannelArn}/expiration-settings',
    statusCode: 200,
    input: {
      ChannelArn: chimeArn,
      // Optional in the service model, but documented as mandatory.
      ChimeBearer: chimeArn,
      ExpirationSettings: optional(channelExpirationSettings),
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isInCharge);
      channel.expirationSettings = input.ExpirationSettings;
      expireChannel(ctx, channel);
      ctx.changes.tellOfChannel({ type: 'UPDATE_CHANNEL_EXPIRATION_SETTINGS', channel });
      return { ChannelArn: channel.arn, ExpirationSettings: channel.expirationSettings };
    },
  }),

  PutAppInstanceUserExpirationSettings: operation({
    method: 'PUT',
    path: '/app-instance-users/{AppInstanceUserArn}/expiration-settings',
    statusCode: 200,
    input: { AppInstanceUserArn: chimeArn, ExpirationSettings: optional(userExpirationSettings) },
    resources: ({ AppInstanceUserArn }) => [AppInstanceUserArn],
    handle(ctx, input) {
      const { appInstance, participant } = participantNamed(ctx, 'users', input.AppInstanceUserArn);
      participant.expirationSettings = input.ExpirationSettings;
      expireUser(ctx, appInstance, participant);
      return { AppInstanceUserArn: participant.arn, ExpirationSettings: participant.expirationSettings };
    },
  }),
};

/** Deletes a channel when it expires. */
export function expireChannel(ctx: ServiceContext, channel: Channel): void {
  whenExpired(
    ctx,
    channel,
    ({ ExpirationCriterion }) =>
      ExpirationCriterion === 'LAST_MESSAGE_TIMESTAMP'
        ? (channel.lastMessageAt ?? channel.createdAt)
        : channel.createdAt,
    () => {
      if (channel.appInstance.channels.get(channel.arn) === channel) removeChannel(ctx, channel);
    },
  );
}

/** Deletes a user when it expires. */
export function expireUser(ctx: ServiceContext, appInstance: AppInstance, user: AppInstanceUser): void {
  whenExpired(
    ctx,
    user,
    () => user.createdAt,
    () => {
      if (appInstance.users.get(user.arn) === user) removeParticipant(ctx, appInstance, user);
    },
  );
}

/**
 * One timer per setting, however often the resource is used meanwhile: when it fires, it checks the time, and restarts
 * if need be.
 */
function whenExpired(
  ctx: ServiceContext,
  resource: { readonly expirationSettings: ExpirationSettings | undefined },
  since: (settings: ExpirationSettings) => number,
  remove: () => void,
): void {
  const settings = resource.expirationSettings;
  if (!settings) return;
  const due = (): number => since(settings) + settings.ExpirationDays * DAY + ctx.behavior.expirationDelay;
  const wait = (): void => {
    ctx.clock.setTimeout(
      () => {
        if (resource.expirationSettings !== settings) return;
        if (ctx.clock.now() < due()) return wait();
        remove();
        ctx.changes.tell();
      },
      Math.max(0, due() - ctx.clock.now()),
    );
  };
  wait();
}
