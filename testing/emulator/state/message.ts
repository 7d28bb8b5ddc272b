import type { MessageRecorder } from './message-recorder';
import type { Channel, ChannelFlow, Ordered, Participant } from './store';
import type { MessageAttributes, Processor, PushNotification, Targets } from '../model/common-shapes';

/** What becomes of a message once it is no longer pending. */
export type FinalStatus = 'SENT' | 'DENIED' | 'FAILED';

/** Where a message is on its way through the processors. */
export type MessageStatus = FinalStatus | 'PENDING';

/** What processors can change. */
export interface MessageVersion {
  readonly content: string;
  readonly metadata: string | undefined;
  readonly contentType: string | undefined;
  readonly attributes: MessageAttributes | undefined;
  readonly pushNotification: PushNotification | undefined;
}

export interface Message extends Ordered {
  readonly id: string;
  readonly channel: Channel;
  readonly sender: Participant;
  readonly type: 'STANDARD' | 'CONTROL';
  readonly persistence: 'PERSISTENT' | 'NON_PERSISTENT';
  readonly subChannelId: string | undefined;
  readonly target: Targets | undefined;
  readonly createdAt: number;
  updatedAt: number;
  editedAt: number | undefined;
  /** What recipients see; `undefined` as long as nothing was sent. */
  sent: MessageVersion | undefined;
  /** What only the sender sees: a version that is being processed, or that failed. */
  draft: Draft | undefined;
  /** Whether it is part of the channel's history. */
  stored: boolean;
  /** Whether its content and metadata were taken away. */
  redacted: boolean;
  /** How the last processing ended. */
  outcome: FinalStatus | undefined;
  /** How many deliveries there had been, of whichever message, before its first one and with its last one. */
  readonly deliveriesStart: number;
  deliveriesEnd: number;
  /** `undefined` once its trace is dropped. */
  recorder: MessageRecorder | undefined;
}

/** A version on its way through the processors of a flow. */
export interface Draft {
  readonly kind: 'CREATE' | 'UPDATE';
  readonly flow: ChannelFlow;
  /** As it was sent. */
  readonly original: MessageVersion;
  /** As changed so far. */
  version: MessageVersion;
  readonly editedAt: number | undefined;
  status: 'PENDING' | 'FAILED';
  /** Those of the flow when the message was sent, in execution order. */
  readonly processors: readonly Processor[];
  /** Which of them is at work. */
  stage: number;
  callbackId: string;
  invokedAt: number;
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

/** Who is shown a message that was sent: all members; those of its subchannel, or its target and sender, if the message says so. */
export function recipientsOf({ channel, sender, subChannelId, target }: Message): readonly string[] {
  if (!target) return channel.members.arns(subChannelId);
  const targets = target.flatMap((t) => t.MemberArn ?? []).filter((arn) => channel.members.has(arn));
  return [...new Set([...targets, sender.arn])];
}
