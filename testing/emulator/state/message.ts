import type { MessageStatus } from './message-trace';
import type { Channel, Draft, Message, MessageVersion, Participant } from './store';

/** A message as SendChannelMessage creates it. */
export type NewMessage = Pick<
  Message,
  'order' | 'channel' | 'sender' | 'type' | 'persistence' | 'subChannelId' | 'target'
>;

/** A processor's decision. */
export interface Callback {
  readonly channel: Channel;
  readonly callbackId: string;
  readonly messageId: string;
  readonly subChannelId: string | undefined;
  readonly deny: boolean;
  /** The fields that the callback changes; those that it omits are `undefined`. */
  readonly changes: { readonly [K in keyof MessageVersion]: MessageVersion[K] | undefined };
}

/** The actions on messages that operations use; operations don't know how messages are processed. */
export interface Messages {
  /** Finds a message that is stored in a channel or being processed. */
  find(channel: Channel, id: string): Message | undefined;
  /** Sends a message: through the channel's flow if it has one, otherwise directly to its recipients. */
  send(created: NewMessage, version: MessageVersion): Message;
  /** Edits a message that was sent. */
  edit(message: Message, version: MessageVersion): void;
  /** Removes the content of a message that was sent. */
  redact(message: Message): void;
  /** Deletes a message that was sent. */
  delete(message: Message): void;
  /** Applies a processor's decision. */
  callback(callback: Callback): void;
  /**
   * Ends all processing in a deleted channel or subchannel: its pending messages are not shown, and callbacks for them
   * are invalid.
   */
  drop(channel: Channel, subChannelId?: string): void;
  /** Ends all processing in a channel that was disassociated from its flow, unless the behavior lets it continue. */
  leaveFlow(channel: Channel): void;
}

/** The version of a message that a viewer sees, if any: only the sender sees versions that are not sent. */
export function versionFor(message: Message, viewer: Participant): MessageVersion | undefined {
  return (message.sender === viewer ? message.draft?.version : undefined) ?? message.sent;
}

export function statusFor(message: Message, viewer: Participant): MessageStatus {
  return (message.sender === viewer ? message.draft?.status : undefined) ?? 'SENT';
}

/** Whether a version is still being processed and is the one that its message waits for. */
export function isOnItsWay(message: Message, draft: Draft): boolean {
  return message.draft === draft && draft.status === 'PENDING';
}

/** Whether a message is meant for a viewer: targeted messages are only for their target and their sender. */
export function isAddressedTo(message: Message, viewer: Participant): boolean {
  return (
    !message.target || message.sender === viewer || message.target.some((t) => t.MemberArn === viewer.arn)
  );
}

/** Whether a viewer who sees the channel sees the message in its history. */
export function isShownTo(message: Message, viewer: Participant): boolean {
  return isAddressedTo(message, viewer) && versionFor(message, viewer) !== undefined;
}

/**
 * The recipients of a message that was sent: all members, or only those of its subchannel, or only its target and
 * sender.
 */
export function recipientsOf({ channel, sender, subChannelId, target }: Message): readonly string[] {
  if (!target) return channel.members.arns(subChannelId);
  const targets = target.flatMap((t) => t.MemberArn ?? []).filter((arn) => channel.members.has(arn));
  return [...new Set([...targets, sender.arn])];
}

/** Removes a message, including its sent version, from its channel's history. */
export function removeFromChannel(message: Message): void {
  message.stored = false;
  message.sent = undefined;
  const { messages } = message.channel;
  const index = messages.lastIndexOf(message);
  if (index >= 0) messages.splice(index, 1);
}

/** Removes all messages from a channel's history that the predicate selects. */
export function removeMessages(channel: Channel, isGone: (message: Message) => boolean): void {
  const { messages } = channel;
  let kept = 0;
  for (const message of messages) {
    if (isGone(message)) {
      message.stored = false;
      message.sent = undefined;
    } else {
      messages[kept++] = message;
    }
  }
  messages.length = kept;
}
