import type { SessionEvent } from './session';
import type { DeliveryEventType } from '../../events';
import type { Message, MessageStatus, MessageVersion } from '../../state';
import { channelMessage } from '../shapes';

/**
 * The event that a session reports about a message.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/websockets.html
 */
export function messageEvent(
  type: DeliveryEventType,
  message: Message,
  version: MessageVersion,
  status: MessageStatus,
): SessionEvent {
  return { type, messageType: message.type, payload: channelMessage(message, version, status) };
}
