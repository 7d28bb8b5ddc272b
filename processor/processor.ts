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
   * The action to take on a message when the decider throws, takes too long, or returns no valid decision, or when the
   * event is not a valid channel flow event. With `'throw'`, the function fails without a callback. Use it only if
   * something settles the messages of failed functions, as the guard of the `ChannelFlow` construct does. Otherwise,
   * they stay `PENDING`.
   *
   * @default 'deny' - nobody sees an unprocessed message
   */
  readonly onError?: OnError;
  /**
   * The time before the function's timeout that is reserved for the callback, in milliseconds. It must be enough to
   * connect to the service in a cold start. At most half of the function's time is reserved.
   *
   * @default 1000 - of Lambda's default timeout of 3 seconds, the decider has 2
   */
  readonly deadlineMargin?: number;
  /**
   * The client for the callback, for example one with its own endpoint or tracer. Its retries are in addition to those
   * of the runtime.
   *
   * @default - a `ChimeSDKMessagingClient` from the SDK in the bundle or in the Lambda runtime
   */
  readonly client?: CallbackClient;
  /**
   * The logger for failures (error), forbidden callbacks (warn), and callbacks that needed more than one attempt
   * (debug). It never receives the content of messages or the texts of errors that deciders throw, because such texts
   * often quote content.
   *
   * @default console
   */
  readonly logger?: ProcessorLogger;
  /**
   * Called after each settled message, for example to publish metrics. It can use the remaining time. If it fails, the
   * failure is logged and has no other effect.
   *
   * @default - no function is called
   */
  readonly onSettled?: (settlement: Settlement) => void | PromiseLike<void>;
}

/** A Lambda handler. Lambda ignores its return value, because the service invokes it asynchronously. */
export type ChannelFlowHandler = (event: ChannelFlowEvent, context: LambdaContext) => Promise<Settlement>;

/**
 * Creates the Lambda handler of a channel flow processor.
 *
 * Amazon Chime SDK messaging invokes processors asynchronously and then waits for a callback, for up to 48 hours. The
 * handler makes that callback in every case that code can handle:
 *
 * - It calls back before the function's timeout. When the time for the decision is over, the context's signal fires,
 * `onError` applies, and anything that the decider does later is ignored.
 * - Fields that the decision does not change are sent back as they arrived, because the service does not document what
 * happens to fields that are left out.
 * - Content, metadata, and the names of changes are checked first, because the service reports only that a request is
 * invalid. If the service still rejects the changes, `onError` applies.
 * - Throttling, server errors, and lost connections are retried for as long as the function can run.
 * - Messages are delivered at least once. A callback that the service rejects because of an earlier one counts as
 * success: failing would make Lambda deliver the message again.
 * - The handler fails, so that Lambda delivers the message again, only if no callback could be made: with `onError`
 * `'throw'`, for an event without a callback address, and when the service is unreachable or denies access.
 *
 * The handler can't handle code that blocks the event loop, runs out of memory, or ends the process. The guard handles
 * these cases.
 *
 * @example
 * export const handler = channelFlowProcessor(({ content }) =>
 *   content.includes('spam') ? deny() : update({ content: content.replaceAll(/\d{12,}/g, '***') }),
 * );
 *
 * @param decide decides on one message
 * @param options the action to take if that fails, and how to call the service
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
