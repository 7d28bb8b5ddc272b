/**
 * How long messages are kept. Older messages are hidden at once but deleted only later, so that a longer period can
 * still bring them back.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/manage-retention.html
 */
import { removeMessages } from './message';
import type { Channel, Retention } from './store';

/** In milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;

/** The time since when messages of a channel are shown. Also deletes the messages that are due for deletion. */
export function keptSince(channel: Channel, now: number): number {
  const { retention } = channel.appInstance;
  const days = retentionDays(retention);
  if (!retention || days === undefined) return -Infinity;
  const since = now - days * DAY;
  const oldest = channel.messages[0];
  if (oldest && oldest.createdAt < since && now >= retention.deletesFrom) {
    removeMessages(channel, (message) => message.createdAt < since);
  }
  return since;
}

/** `undefined` for unlimited retention. */
export function retentionDays(retention: Retention | undefined): number | undefined {
  return retention?.settings.ChannelRetentionSettings?.RetentionDays;
}
