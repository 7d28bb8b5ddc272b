import type { DeliveryEventType } from '../events';
import type { Message, MessageStatus, MessageVersion } from '../state';

/** What a WebSocket session tells its client. */
export interface SessionEvent {
  readonly type: DeliveryEventType;
  readonly messageType: Message['type'];
  readonly payload: object;
}

/**
 * What a session says about a message. Unlike in the answers of the API, times are ISO 8601.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/websockets.html
 */
export function sessionEvent(
  type: DeliveryEventType,
  message: Message,
  version: MessageVersion,
  status: MessageStatus,
): SessionEvent {
  const { sender } = message;
  const editedAt = message.draft?.editedAt ?? message.editedAt;
  return {
    type,
    messageType: message.type,
    payload: {
      ChannelArn: message.channel.arn,
      MessageId: message.id,
      ...(!message.redacted && { Content: version.content, Metadata: version.metadata }),
      Type: message.type,
      CreatedTimestamp: isoTime(message.createdAt),
      LastEditedTimestamp: editedAt === undefined ? undefined : isoTime(editedAt),
      LastUpdatedTimestamp: isoTime(message.updatedAt),
      Sender: { Arn: sender.arn, Name: sender.name },
      Redacted: message.redacted,
      Persistence: message.persistence,
      Status: { Value: status },
      MessageAttributes: version.attributes,
      SubChannelId: message.subChannelId,
      ContentType: version.contentType,
      Target: message.target,
    },
  };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
