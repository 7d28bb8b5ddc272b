import type { ChannelLocation } from './address';
import type { ProcessorLogger } from './log';

/** What the runtime needs of the context object of a Lambda invocation. */
export interface LambdaContext {
  /** The ID of the invocation. */
  readonly awsRequestId: string;
  /** The time until the function times out, in milliseconds. */
  getRemainingTimeInMillis(): number;
}

/** What a decider knows besides the message. */
export interface ChannelFlowContext extends ChannelLocation {
  /** The ID of the message. */
  readonly messageId: string;
  /** The same for every delivery of one message to one processor: a key for work that must be done once. */
  readonly callbackId: string;
  /** The id of the Lambda invocation; another one for every delivery. */
  readonly requestId: string;
  /** Fires when a decision would come too late. Hand it to `fetch` and to SDK clients. */
  readonly signal: AbortSignal;
  /** The `logger` of the processor. */
  readonly logger: ProcessorLogger;
  /** The time left for the decision, in milliseconds; the time for the callback is not part of it. */
  remainingTime(): number;
}
