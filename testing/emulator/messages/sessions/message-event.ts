import type { SessionEvent } from './session';
import { messageSummary } from './shapes';
import type { DeliveryEventType } from '../../events';
import type { Message, MessageStatus, MessageVersion } from '../../state';

/**
 * What a session says about a message.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/websockets.html
 */
export function messageEvent(
  type: DeliveryEventType,
  message: Message,
  version: MessageVersion,
  status: MessageStatus,
): SessionEvent {
  return {
    type,
    messageType: message.type,
    payload: {
      ChannelArn: message.channel.arn,
      ...messageSummary(message, version, status),
      Persistence: message.persistence,
      SubChannelId: message.subChannelId,
    },
  };
}
