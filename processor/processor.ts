import { sendThrough, type CallbackClient } from './client';
import type { LambdaContext } from './context';
import type { Decider } from './decision';
import { deliver, type Settlement } from './delivery';
import type { ChannelFlowEvent } from './event';
import type { ProcessorLogger } from './log';
import {
  aDuration,
  aFunction,
  anObjectWith,
  anOnError,
  check,
  checkOptions,
  type OnError,
  whatIsGiven,
} from './settings';

/** Options for {@link channelFlowProcessor}. */
export interface ChannelFlowProcessorOptions {
  /**
   * What happens to a message when the decider throws, takes too long or returns no valid decision, and when the event
   * is not what the service sends. With `'throw'` the function fails without a callback: use it where something settles
   * the messages of failed functions, as the guard of the `ChannelFlow` construct does; otherwise they stay pending.
   *
   * @default 'deny' - nobody sees a message that was not processed
   */
  readonly onError?: OnError;
  /**
   * The time before the function's timeout that is kept for the callback, in milliseconds. It must do for connecting to
   * the service in a cold start. Never more than half of the function's time is kept.
   *
   * @default 1000 - of the 3 seconds that Lambda gives by default, the decider has 2
   */
  readonly deadlineMargin?: number;
  /**
   * The client for the callback, such as one with an endpoint or a tracer of its own. Its retries add to those of the
   * runtime.
   *
   * @default - a `ChimeSDKMessagingClient` of the SDK in the bundle or in the Lambda runtime
   */
  readonly client?: CallbackClient;
  /**
   * Where failures (error), forbidden callbacks (warn) and callbacks that took more than one attempt (debug) are logged.
   * Neither the content of messages nor the texts of errors that deciders throw are, because such texts often quote content.
   *
   * @default console
   */
  readonly logger?: ProcessorLogger;
  /**
   * Called after each settled message, for metrics. It may take the time that is left; a failure is logged and changes
   * nothing.
   *
   * @default - nothing is called
   */
  readonly onSettled?: (settlement: Settlement) => void | PromiseLike<void>;
}

/** A Lambda handler. Lambda ignores what it returns for the asynchronous invocations that the service makes. */
export type ChannelFlowHandler = (event: ChannelFlowEvent, context: LambdaContext) => Promise<Settlement>;

/**
 * Makes the Lambda handler of a channel flow processor.
 *
 * Amazon Chime SDK messaging invokes processors asynchronously and then waits for a callback, for up to 48 hours. The
 * handler makes that callback in every case that code can handle:
 *
 * - It calls back before the function's timeout. When the time for the decision is over, the signal of the context
 *   fires, `onError` applies, and what the decider does later is ignored.
 * - What the decision does not change is sent as it came, because the service does not document what it does otherwise.
 * - Content, metadata and the names of changes are checked first, because the service says only that a request is bad. If
 *   it refuses the changes nevertheless, `onError` applies.
 * - Throttling, server errors and lost connections are retried for as long as the function may run.
 * - Messages are delivered at least once. A callback that the service refuses because of an earlier one is a success:
 *   failing would make Lambda deliver the message once more.
 * - The handler fails, so that Lambda delivers the message again, only if no callback could be made: with `onError`
 *   `'throw'`, for an event without an address to call back, and when the service is out of reach or denies access.
 *
 * What it cannot handle is code that blocks the event loop, runs out of memory or ends the process; that is what the guard
 * is for.
 *
 * @example
 * export const handler = channelFlowProcessor(({ content }) =>
 *   content.includes('spam') ? deny() : update({ content: content.replaceAll(/\d{12,}/g, '***') }),
 * );
 *
 * @param decide decides on one message
 * @throws if an option is not valid
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export function channelFlowProcessor(
  decide: Decider,
  options: ChannelFlowProcessorOptions = {},
): ChannelFlowHandler {
  check("'decide'", decide, aFunction);
  checkOptions(options, {
    onError: anOnError,
    deadlineMargin: aDuration,
    client: anObjectWith('send'),
    logger: anObjectWith('debug', 'info', 'warn', 'error'),
    onSettled: aFunction,
  });
  const aContext = anObjectWith('getRemainingTimeInMillis');
  const processor = {
    onError: 'deny' as const,
    deadlineMargin: 1000,
    logger: console,
    ...whatIsGiven(options),
    decide,
    send: sendThrough(options.client),
  };
  return async (event, lambdaContext) => {
    check('the context of the invocation', lambdaContext, aContext);
    return deliver(processor, event, lambdaContext);
  };
}
