import type { MessageChanges } from './decision';
import type { ChannelFlowEventMessage, EventMessageAttributes, EventPushNotification } from './event';
import { mapValues } from './message';

/** The parts of a message that a processor can replace, with the field names of the service. */
export interface WireFields {
  /** The text of the message. */
  readonly Content?: string;
  /** The metadata of the message. */
  readonly Metadata?: string;
  /** The push notification of the message. */
  readonly PushNotification?: EventPushNotification;
  /** The attributes of the message. */
  readonly MessageAttributes?: EventMessageAttributes;
  /** The content type of the message. */
  readonly ContentType?: string;
}

/** The parts of a message after changes; the others stay as they were. The service sends `null` for a part that is not there. */
export function toWire(changes: MessageChanges, message: Partial<ChannelFlowEventMessage> = {}): WireFields {
  const { pushNotification: push, messageAttributes: attributes } = changes;
  return {
    Content: (changes.content ?? message.Content) || undefined, // the callback does not accept empty content
    Metadata: changes.metadata ?? message.Metadata ?? undefined,
    PushNotification: push
      ? { Title: push.title, Body: push.body, Type: push.type }
      : (message.PushNotification ?? undefined),
    MessageAttributes: attributes
      ? mapValues(attributes, (values) => ({ StringValues: values as string[] }))
      : (message.MessageAttributes ?? undefined),
    ContentType: changes.contentType ?? message.ContentType ?? undefined,
  };
}
