import type { DeliveryEventType } from '../../events';
import type { ChannelChange, Message, MessageVersion } from '../../state';
import { banDetails, channelDetails, channelMessage, membershipDetails, moderatorDetails } from '../shapes';

/** The stream record of an event. */
export interface StreamEvent {
  readonly type: string;
  /** The structure of the service model that the details follow. */
  readonly structure: string;
  readonly details: object;
}

/**
 * The events of data type `Channel` for a change. Changes that the developer guide does not list are left out: read
 * markers and members that are balanced.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/streaming-export.html
 */
export function channelEvents(change: ChannelChange): StreamEvent[] {
  const { type, channel } = change;
  switch (type) {
    case 'CREATE_CHANNEL':
    case 'UPDATE_CHANNEL':
    case 'UPDATE_CHANNEL_EXPIRATION_SETTINGS':
    case 'DELETE_CHANNEL':
      return [{ type, structure: 'Channel', details: channelDetails(channel) }];
    case 'CREATE_CHANNEL_MEMBERSHIP':
    case 'DELETE_CHANNEL_MEMBERSHIP':
      return [
        { type, structure: 'ChannelMembership', details: membershipDetails(channel, change.membership) },
      ];
    case 'BATCH_CREATE_CHANNEL_MEMBERSHIP':
      return change.memberships.map((membership) => ({
        type: 'CREATE_CHANNEL_MEMBERSHIP',
        structure: 'ChannelMembership',
        details: membershipDetails(channel, membership),
      }));
    case 'CREATE_CHANNEL_MODERATOR':
    case 'DELETE_CHANNEL_MODERATOR':
      return [{ type, structure: 'ChannelModerator', details: moderatorDetails(channel, change.moderator) }];
    case 'CREATE_CHANNEL_BAN':
    case 'DELETE_CHANNEL_BAN':
      return [{ type, structure: 'ChannelBan', details: banDetails(channel, change.ban) }];
    case 'CREATE_SUB_CHANNEL':
    case 'DELETE_SUB_CHANNEL': {
      const details = { ChannelArn: channel.arn, SubChannelId: change.subChannelId };
      return [{ type, structure: 'SubChannelSummary', details }];
    }
    default:
      return [];
  }
}

/** The event of data type `ChannelMessage` for a message that was sent, edited, redacted, or deleted. */
export function messageStreamEvent(
  type: DeliveryEventType,
  message: Message,
  version: MessageVersion,
): StreamEvent {
  return { type, structure: 'ChannelMessage', details: channelMessage(message, version, 'SENT') };
}
