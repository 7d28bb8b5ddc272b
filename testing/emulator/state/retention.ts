/**
 * How long messages are kept. What is older than that is not shown anymore; it is deleted for good only later, so that a
 * longer period can bring it back until then.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/manage-retention.html
 */
import { removeMessages } from './message';
import type { Channel, Retention } from './store';

/** In milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;

/** From when on the messages of a channel are shown. Those that are to be deleted for good by now are, on that occasion. */
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

/** `undefined` for ever. */
export function retentionDays(retention: Retention | undefined): number | undefined {
  return retention?.settings.ChannelRetentionSettings?.RetentionDays;
}
