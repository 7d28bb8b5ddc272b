/**
 * The event that Amazon Chime SDK messaging invokes a processor with.
 *
 * `EventType` is the same for new and for edited messages. The fields of the message from `SubChannelId` on are not
 * documented for the event; they are in the API of the response, and are sent back whenever they arrive.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export interface ChannelFlowEvent {
  /** Always `CHANNEL_MESSAGE_EVENT`. */
  readonly EventType: string;
  /** The id that the callback must have. */
  readonly CallbackId: string;
  /** The message that waits for the callback. */
  readonly ChannelMessage: ChannelFlowEventMessage;
}

/** The message inside a {@link ChannelFlowEvent}, with the field names of the service. */
export interface ChannelFlowEventMessage {
  /** The id of the message. */
  readonly MessageId: string;
  /** The ARN of the channel. */
  readonly ChannelArn: string;
  /** The text of the message. */
  readonly Content: string;
  /** The metadata of the message. */
  readonly Metadata?: string | null;
  /** The app instance user or bot that sent the message. */
  readonly Sender: {
    /** The ARN of the user or bot. */
    readonly Arn: string;
    /** The name of the user or bot. */
    readonly Name?: string | null;
  };
  /** Whether the service stores the message. */
  readonly Persistence: MessagePersistence;
  /** The type of the message. */
  readonly Type: MessageType;
  /** When the message was sent, in ISO 8601. */
  readonly CreatedTimestamp: string;
  /** When the message was edited, in ISO 8601. */
  readonly LastEditedTimestamp?: string | null;
  /** The id of the sub-channel, in an elastic channel. */
  readonly SubChannelId?: string | null;
  /** The only member who will see the message, if it is a targeted one. */
  readonly Target?: readonly EventTarget[] | null;
  /** The push notification of the message. */
  readonly PushNotification?: EventPushNotification | null;
  /** The attributes of the message. */
  readonly MessageAttributes?: EventMessageAttributes | null;
  /** The content type of the message. */
  readonly ContentType?: string | null;
}

/** The member that a targeted message is for. */
export interface EventTarget {
  /** The ARN of the app instance user or bot. */
  readonly MemberArn?: string;
}

/** Ids and content must be strings that are not empty; an event that is not from the service may hold anything. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The ids of an event, as far as it has them. */
export function readIds(event: unknown): { readonly messageId?: string; readonly callbackId?: string } {
  const { CallbackId, ChannelMessage } = Object(event) as Partial<ChannelFlowEvent>;
  const textOnly = (id: unknown) => (isText(id) ? id : undefined);
  return { messageId: textOnly(ChannelMessage?.MessageId), callbackId: textOnly(CallbackId) };
}

/** Whether the service stores a message, or only delivers it. */
export type MessagePersistence = 'PERSISTENT' | 'NON_PERSISTENT';

/** Control and system messages do not go through channel flows. */
export type MessageType = 'STANDARD' | 'CONTROL';

/** The push notification of a message, with the field names of the service. */
export interface EventPushNotification {
  /** The title. */
  readonly Title?: string;
  /** The text. */
  readonly Body?: string;
  /** The type. */
  readonly Type?: PushNotificationType;
}

/** How a device shows a push notification: as usual, or as a call (Apple devices only). */
export type PushNotificationType = 'DEFAULT' | 'VOIP';

/** The attributes of a message by name, with the field names of the service. */
export type EventMessageAttributes = Readonly<Record<string, EventMessageAttribute>>;

/** One attribute of a message, with the field names of the service. */
export interface EventMessageAttribute {
  /** The values. */
  readonly StringValues?: string[];
}
