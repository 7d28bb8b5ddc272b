import { invalid } from './error';
import {
  isText,
  type ChannelFlowEvent,
  type MessagePersistence,
  type MessageType,
  type PushNotificationType,
} from './event';

/** A message on its way through a channel flow. */
export interface ChannelFlowMessage {
  /** The id of the message. */
  readonly messageId: string;
  /** The text of the message. */
  readonly content: string;
  /** `undefined` if the message came without metadata. */
  readonly metadata: string | undefined;
  /** The app instance user or bot that sent the message. */
  readonly sender: MessageSender;
  /** Whether the service stores the message. */
  readonly persistence: MessagePersistence;
  /** The type of the message. */
  readonly type: MessageType;
  /** Whether this is a new version of a message that was already sent. Denying it does not delete the message. */
  readonly isEdit: boolean;
  /** `undefined` if the service sent none, or one that is not a date. */
  readonly createdTimestamp: Date | undefined;
  /** `undefined` for a new message. */
  readonly lastEditedTimestamp: Date | undefined;
  /** The only member who will see the message, if it is a targeted one. */
  readonly target: ChannelMember | undefined;
  /** The sub-channel, in an elastic channel. */
  readonly subChannelId: string | undefined;
  /** `undefined` if the message has none. */
  readonly pushNotification: PushNotification | undefined;
  /** `undefined` if the message has none. */
  readonly messageAttributes: MessageAttributes | undefined;
  /** `undefined` if the message has none. */
  readonly contentType: string | undefined;
}

/** A user or a bot of the app instance. */
export interface ChannelMember {
  /** The ARN of the app instance user or bot. */
  readonly arn: string;
  /** The last part of the ARN. */
  readonly id: string;
  /** Whether it is an app instance user or a bot. */
  readonly kind: 'user' | 'bot';
}

/** The app instance user or bot that sent a message. */
export interface MessageSender extends ChannelMember {
  /** `undefined` if the service sent none. */
  readonly name: string | undefined;
}

/** The push notification of a message. */
export interface PushNotification {
  /** 1 to 50 characters in one line. @default - no title */
  readonly title?: string;
  /** 1 to 150 characters. @default - no body */
  readonly body?: string;
  /**
   * How devices show it.
   *
   * @default - the default of the service
   */
  readonly type?: PushNotificationType;
}

/** The attributes of a message: the values of each name. */
export type MessageAttributes = Readonly<Record<string, readonly string[]>>;

/**
 * The message of an event, or an error if a decider could not rely on it. It is frozen, so that in strict mode, a
 * decider that masks it in place fails instead of letting the original through.
 */
export function readMessage({ ChannelMessage: message }: ChannelFlowEvent): ChannelFlowMessage {
  const { PushNotification: push, MessageAttributes: attributes } = message;
  if (!isText(message.Content)) invalid('Content');
  const sender =
    readMember(message.Sender?.Arn) ?? invalid('Sender.Arn', 'the ARN of an app instance user or bot');
  return Object.freeze({
    messageId: message.MessageId,
    content: message.Content,
    metadata: message.Metadata ?? undefined,
    sender: { ...sender, name: message.Sender.Name ?? undefined },
    persistence: message.Persistence,
    type: message.Type,
    isEdit: Boolean(message.LastEditedTimestamp),
    createdTimestamp: readDate(message.CreatedTimestamp),
    lastEditedTimestamp: readDate(message.LastEditedTimestamp),
    target: readMember(message.Target?.[0]?.MemberArn),
    subChannelId: message.SubChannelId ?? undefined,
    pushNotification: push ? { title: push.Title, body: push.Body, type: push.Type } : undefined,
    messageAttributes: attributes
      ? mapValues(attributes, (value) => [...(value?.StringValues ?? [])])
      : undefined,
    contentType: message.ContentType ?? undefined,
  });
}

/** Its groups are the properties of a {@link ChannelMember}. */
const MEMBER_ARN = /^(?<arn>arn:.*\/(?<kind>user|bot)\/(?<id>[^/]+))$/;

function readMember(arn: unknown): ChannelMember | undefined {
  if (!isText(arn)) return undefined;
  return MEMBER_ARN.exec(arn)?.groups as unknown as ChannelMember | undefined;
}

function readDate(timestamp: string | null | undefined): Date | undefined {
  const date = new Date(timestamp ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The same keys with other values. */
export function mapValues<V, W>(
  values: Readonly<Record<string, V>>,
  map: (value: V) => W,
): Readonly<Record<string, W>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
