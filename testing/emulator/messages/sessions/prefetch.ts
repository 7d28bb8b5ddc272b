import type { SessionEvent } from './session';
import {
  appInstanceOf,
  isShownTo,
  keptSince,
  type Channel,
  type ChannelMembership,
  type Participant,
  type Store,
} from '../../state';
import { channelSummary, identity, messageSummaryFor, optionalTime } from '../shapes';

export const PREFETCH_ORDERS = ['unread', 'last-message-timestamp'] as const;

/** Which channels come first: those with unread messages, or those with the latest message. */
export type PrefetchOrder = (typeof PREFETCH_ORDERS)[number];

/** The limits of prefetching; they match the service's, which can be adjusted on request. */
const LIMITS = { channels: 50, messages: 20, members: 30 } as const;

/**
 * The events about a user's channels that a session begins with. According to the guide, they arrive in no particular
 * order; here, they follow the order in which the channels are chosen.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/websockets.html#prefetch
 */
export function prefetched(store: Store, userArn: string, order: PrefetchOrder, now: number): SessionEvent[] {
  const appInstance = appInstanceOf(store, userArn);
  const user = appInstance?.users.get(userArn);
  if (!appInstance || !user) return [];
  const joined = [...appInstance.channels.values()].flatMap((channel) =>
    channel.members.of(userArn).map((membership) => ({ channel, membership })),
  );
  return joined
    .sort((one, other) => rank(other, order) - rank(one, order) || lastMessageAt(other) - lastMessageAt(one))
    .slice(0, LIMITS.channels)
    .map(({ channel, membership }) => ({
      type: 'CHANNEL_DETAILS',
      messageType: 'SYSTEM',
      payload: details(channel, membership, user, now),
    }));
}

interface Joined {
  readonly channel: Channel;
  readonly membership: ChannelMembership;
}

function rank({ channel, membership }: Joined, order: PrefetchOrder): number {
  if (order === 'last-message-timestamp' || channel.lastMessageAt === undefined) return 0;
  return channel.lastMessageAt > (membership.readMarkerAt ?? -Infinity) ? 1 : 0;
}

function lastMessageAt({ channel }: Joined): number {
  return channel.lastMessageAt ?? 0;
}

function details(
  channel: Channel,
  { subChannelId, readMarkerAt }: ChannelMembership,
  user: Participant,
  now: number,
): object {
  const since = keptSince(channel, now);
  const messages = channel.messages.filter(
    (message) =>
      message.createdAt >= since && message.subChannelId === subChannelId && isShownTo(message, user),
  );
  const members = [...channel.members].filter(
    (membership) => membership.subChannelId === subChannelId && membership.type === 'DEFAULT',
  );
  return {
    Channel: channelSummary(channel),
    ChannelMessages: messages
      .slice(-LIMITS.messages)
      .reverse()
      .flatMap((message) => messageSummaryFor(message, user) ?? []),
    ChannelMemberships: members.slice(0, LIMITS.members).map(({ member }) => ({ Member: identity(member) })),
    ReadMarkerTimestamp: optionalTime(readMarkerAt),
    ChannelMessagesHasMore: messages.length > LIMITS.messages,
  };
}
