import type { MessageAttributes, MessageChanges } from './decision';
import type { EventMessageAttributes, EventPushNotification } from './event';

/** The parts of a message that a processor can replace, in the words of the service. */
export interface WireFields {
  readonly Content?: string;
  readonly Metadata?: string;
  readonly PushNotification?: EventPushNotification;
  readonly MessageAttributes?: EventMessageAttributes;
  readonly ContentType?: string;
}

/** Names only the fields that change. */
export function toWire(changes: MessageChanges): WireFields {
  const { content, metadata, pushNotification: push, messageAttributes: attributes, contentType } = changes;
  return defined({
    Content: content,
    Metadata: metadata,
    PushNotification: push && { Title: push.title, Body: push.body, Type: push.type },
    MessageAttributes: attributes && toWireAttributes(attributes),
    ContentType: contentType,
  });
}

function toWireAttributes(attributes: MessageAttributes): EventMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, values]) => [name, { StringValues: values as string[] }]),
  );
}

/** The fields that have a value: the service gives `null` for none. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Defined<T>;
}

type Defined<T> = { [name in keyof T]?: NonNullable<T[name]> };
