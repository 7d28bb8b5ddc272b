import { invalid } from './error';
import type { ProcessorLogger } from './log';

/** What the runtime needs of the context object of a Lambda invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The channel of a message and the app instance that it belongs to. */
export interface ChannelLocation {
  readonly channelArn: string;
  readonly channelId: string;
  readonly appInstanceArn: string;
  readonly appInstanceId: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What a decider knows besides the message. */
export interface ChannelFlowContext extends ChannelLocation {
  readonly messageId: string;
  /** The same for every delivery of one message to one processor: a key for work that must be done once. */
  readonly callbackId: string;
  /** The id of the Lambda invocation; another one for every delivery. */
  readonly requestId: string;
  /** Fires when a decision would come too late. Hand it to `fetch` and to SDK clients. */
  readonly signal: AbortSignal;
  readonly logger: ProcessorLogger;
  /** The time left for the decision, in milliseconds; the time for the callback is not part of it. */
  remainingTime(): number;
}

const CHANNEL_ARN =
  /^(?<appInstanceArn>arn:(?<partition>[^:]+):chime:(?<region>[^:]+):(?<account>[^:]+):app-instance\/(?<appInstanceId>[^/]+))\/channel\/(?<channelId>[^/]+)$/;

/** Takes the ARN of a channel apart. */
export function locateChannel(channelArn: unknown): ChannelLocation {
  const parts = CHANNEL_ARN.exec(String(channelArn));
  if (!parts) return invalid('ChannelArn', 'the ARN of a channel');
  return { channelArn: parts[0], ...parts.groups } as ChannelLocation;
}
