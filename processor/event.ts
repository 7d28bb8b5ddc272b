/**
 * The event that Amazon Chime SDK messaging invokes a processor with.
 *
 * `EventType` is the same for new and for edited messages. The fields of the message from `SubChannelId` on are not
 * documented for the event; they are in the API of the answer, and are handed back whenever they arrive.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export interface ChannelFlowEvent {
  readonly EventType: string;
  readonly CallbackId: string;
  readonly ChannelMessage: ChannelFlowEventMessage;
}

/** The message inside a {@link ChannelFlowEvent}, in the words of the service. */
export interface ChannelFlowEventMessage {
  readonly MessageId: string;
  readonly ChannelArn: string;
  readonly Content: string;
  readonly Metadata?: string | null;
  readonly Sender: { readonly Arn: string; readonly Name?: string | null };
  readonly Persistence: MessagePersistence;
  readonly Type: MessageType;
  readonly CreatedTimestamp: string;
  readonly LastEditedTimestamp?: string | null;
  readonly SubChannelId?: string | null;
  readonly Target?: readonly { readonly MemberArn?: string }[] | null;
  readonly PushNotification?: EventPushNotification | null;
  readonly MessageAttributes?: EventMessageAttributes | null;
  readonly ContentType?: string | null;
}

/** Ids and content must be that; an event that is not from the service may hold anything. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The ids that an event has, whatever it is. */
export function readIds(event: unknown): { readonly messageId?: string; readonly callbackId?: string } {
  const { CallbackId, ChannelMessage } = Object(event) as Partial<ChannelFlowEvent>;
  const textOnly = (id: unknown) => (isText(id) ? id : undefined);
  return { messageId: textOnly(ChannelMessage?.MessageId), callbackId: textOnly(CallbackId) };
}

export type MessagePersistence = 'PERSISTENT' | 'NON_PERSISTENT';

/** Control and system messages do not go through channel flows. */
export type MessageType = 'STANDARD' | 'CONTROL';

export interface EventPushNotification {
  readonly Title?: string;
  readonly Body?: string;
  readonly Type?: PushNotificationType;
}

export type PushNotificationType = 'DEFAULT' | 'VOIP';

export type EventMessageAttributes = Readonly<Record<string, { readonly StringValues?: string[] }>>;
