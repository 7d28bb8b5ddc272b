/** What happens to a message once it is no longer pending. */
export type FinalStatus = 'SENT' | 'DENIED' | 'FAILED';

/** The status of a message, which is `PENDING` while it is being processed. */
export type MessageStatus = FinalStatus | 'PENDING';

/** What has happened to a message so far. */
export interface MessageTrace {
  /** Its position among all messages sent, starting at 1. */
  readonly number: number;
  /** The id of the message. */
  readonly messageId: string;
  /** The ARN of the channel. */
  readonly channelArn: string;
  /** The ARN of the user or bot that sent the message. */
  readonly senderArn: string;
  /** The type of the message. */
  readonly type: 'STANDARD' | 'CONTROL';
  /** Whether the service stores the message. */
  readonly persistence: 'PERSISTENT' | 'NON_PERSISTENT';
  /** The message as it was sent, then each edit. */
  readonly versions: readonly VersionTrace[];
  /** Whether it was redacted or deleted afterwards. */
  readonly removed?: 'REDACTED' | 'DELETED';
}

/** The path of one version of a message through the processors. */
export interface VersionTrace {
  /** Whether the message was sent or edited. */
  readonly kind: 'CREATE' | 'UPDATE';
  /** Epoch milliseconds. */
  readonly at: number;
  /** The content that the sender wrote. */
  readonly original: string;
  /** The content after the processors so far. */
  readonly content: string;
  /** The status of this version. */
  readonly status: MessageStatus;
  /** The processors that were invoked, in order; none in a channel without a flow. */
  readonly steps: readonly ProcessorStep[];
}

/** What one processor did to a version of a message. */
export interface ProcessorStep {
  /** The name of the processor in its flow. */
  readonly processorName: string;
  /** The ARN of its function. */
  readonly functionArn: string;
  /** Epoch milliseconds. */
  readonly invokedAt: number;
  /** `FAILED` if it could not be invoked; `undefined` until it calls back. */
  readonly decision?: 'UPDATED' | 'UNCHANGED' | 'DENIED' | 'FAILED';
  /** Epoch milliseconds. */
  readonly decidedAt?: number;
  /** The content after the processor, if the processor changed it. */
  readonly content?: string;
  /** Why the processor could not be invoked. */
  readonly failureReason?: string;
  /** The error that the function ended with, if it runs on this machine. A guard may have decided on its behalf. */
  readonly functionError?: string;
}

/** Records the error of the last processor that was invoked for this function. */
export function noteFunctionError(
  { versions }: MessageTrace,
  functionArn: string,
  functionError: string,
): void {
  const steps = versions.flatMap((version) => version.steps);
  const step = [...steps].reverse().find((candidate) => candidate.functionArn === functionArn);
  if (step) Object.assign(step, { functionError: step.functionError ?? functionError });
}
