import type { MessageStatus } from './message-trace';
import type { Channel, Draft, Message, MessageVersion, Participant } from './store';

/** A message as SendChannelMessage creates it. */
export type NewMessage = Pick<
  Message,
  'order' | 'channel' | 'sender' | 'type' | 'persistence' | 'subChannelId' | 'target'
>;

/** What a processor decided. */
export interface Callback {
  readonly channel: Channel;
  readonly callbackId: string;
  readonly messageId: string;
  readonly subChannelId: string | undefined;
  readonly deny: boolean;
  /** What it changed; what is `undefined` was left out. */
  readonly changes: { readonly [K in keyof MessageVersion]: MessageVersion[K] | undefined };
}

/** What the operations can do with messages; the way of a message is none of theirs. */
export interface Messages {
  /** A message that is stored in a channel, or on its way. */
  find(channel: Channel, id: string): Message | undefined;
  /** Sends a message: through the channel's flow if it has one, to its recipients at once if not. */
  send(created: NewMessage, version: MessageVersion): Message;
  /** Edits a message that was sent. */
  edit(message: Message, version: MessageVersion): void;
  /** Removes the content of a message that was sent. */
  redact(message: Message): void;
  /** Deletes a message that was sent. */
  delete(message: Message): void;
  /** Applies a processor's decision. */
  callback(callback: Callback): void;
  /** Ends what is pending in a channel, or subchannel, that was deleted: nobody is shown it, and no callback counts anymore. */
  drop(channel: Channel, subChannelId?: string): void;
  /** Ends what is pending in a channel that was disassociated from its flow, where that does not go on regardless. */
  leaveFlow(channel: Channel): void;
}

/** What a viewer sees of a message, if anything: only the sender sees what is not sent. */
export function versionFor(message: Message, viewer: Participant): MessageVersion | undefined {
  return (message.sender === viewer ? message.draft?.version : undefined) ?? message.sent;
}

export function statusFor(message: Message, viewer: Participant): MessageStatus {
  return (message.sender === viewer ? message.draft?.status : undefined) ?? 'SENT';
}

/** Whether a version is on its way still, and the one that its message waits for. */
export function isOnItsWay(message: Message, draft: Draft): boolean {
  return message.draft === draft && draft.status === 'PENDING';
}

/** Whether a message is meant for a viewer at all: targeted messages are only for their target and their sender. */
export function isAddressedTo(message: Message, viewer: Participant): boolean {
  return (
    !message.target || message.sender === viewer || message.target.some((t) => t.MemberArn === viewer.arn)
  );
}

/** Whether a viewer who sees the channel sees the message in its history. */
export function isShownTo(message: Message, viewer: Participant): boolean {
  return isAddressedTo(message, viewer) && versionFor(message, viewer) !== undefined;
}

/** Who is shown a message that was sent: all members; those of its subchannel, or its target and sender, if the message says so. */
export function recipientsOf({ channel, sender, subChannelId, target }: Message): readonly string[] {
  if (!target) return channel.members.arns(subChannelId);
  const targets = target.flatMap((t) => t.MemberArn ?? []).filter((arn) => channel.members.has(arn));
  return [...new Set([...targets, sender.arn])];
}

/** Removes a message from its channel's history, with what was sent of it. */
export function removeFromChannel(message: Message): void {
  message.stored = false;
  message.sent = undefined;
  const { messages } = message.channel;
  const index = messages.lastIndexOf(message);
  if (index >= 0) messages.splice(index, 1);
}

/** Removes all messages of a channel's history for which that is so. */
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
