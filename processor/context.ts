import type { ChannelLocation } from './address';
import type { ProcessorLogger } from './log';

/** The part of a Lambda invocation's context object that the runtime uses. */
export interface LambdaContext {
  /** The id of the invocation. */
  readonly awsRequestId: string;
  /** The time until the function times out, in milliseconds. */
  getRemainingTimeInMillis(): number;
}

/** The information that a decider receives in addition to the message. */
export interface ChannelFlowContext extends ChannelLocation {
  /** The id of the message. */
  readonly messageId: string;
  /** The same for every delivery of a message to a processor: a key for work that must be done only once. */
  readonly callbackId: string;
  /** The id of the Lambda invocation, which is different for every delivery. */
  readonly requestId: string;
  /** Fires when a decision would come too late. Pass it to `fetch` and to SDK clients. */
  readonly signal: AbortSignal;
  /** The `logger` of the processor. */
  readonly logger: ProcessorLogger;
  /** The time left for the decision, in milliseconds, excluding the time for the callback. */
  remainingTime(): number;
}
