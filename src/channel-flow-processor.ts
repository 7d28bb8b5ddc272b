import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ErrorAction } from './error-action';
import type { FallbackAction } from './fallback-action';
import type { IProcessorGuard } from './i-processor-guard';

/**
 * A processor of a channel flow: a Lambda function that updates, denies or passes each message.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export interface ChannelFlowProcessor {
  /**
   * The function that processes messages: a function, version or alias, owned or imported, in the same account and region
   * as the app instance. The service invokes it asynchronously, and the function calls `ChannelFlowCallback` with its
   * decision. Both permissions are given to it, unless it is an import that cannot be changed (a warning says so) or its role
   * was imported as immutable: then see that the role allows `chime:ChannelFlowCallback` on the channels of the app instance,
   * and `lambda:InvokeFunction` on the guard.
   */
  readonly function: lambda.IFunction;

  /**
   * The name of the processor, 1 to 256 characters.
   *
   * @default - the construct id of the function
   */
  readonly processorName?: string;

  /**
   * What the service does with a message when it cannot reach the function.
   *
   * @default FallbackAction.ABORT, so that nobody sees a message that was not processed
   */
  readonly fallbackAction?: FallbackAction;

  /**
   * What becomes of a message whose processor was invoked and then failed without calling back. With the guard's defaults, a
   * message is settled about a second after its processor has thrown, run out of memory or reached its timeout, and after
   * about 60 seconds if the function is throttled.
   *
   * The guard's settings (no retries, an event age of 60 seconds) hold for every asynchronous invocation of the function, also
   * by others: use an alias as processor to keep them apart. A dead-letter queue of the function still gets what failed, but
   * after one run, where Lambda would run the function twice more by itself.
   *
   * The same for all flows that use the function. A function that has an asynchronous invocation configuration of its own is
   * an error at synthesis. An import without a known role is not guarded (a warning says so). Whether an import has a
   * configuration elsewhere cannot be seen from here; a warning says that it gets one.
   *
   * @default - ErrorAction.DENY where the fallback action is ABORT, ErrorAction.ALLOW where it is CONTINUE
   */
  readonly errorAction?: ErrorAction;

  /**
   * The guard that settles messages when the processor has failed. The same for all flows that use the function, and in the
   * stack of the function.
   *
   * For a function that several stacks import, that is the stack of the first flow: the other stacks then refer to that one.
   * Where that makes them depend on each other, import the function in one stack and hand it to the flows of the others.
   *
   * @default - one for all functions of the stack that the function is in
   */
  readonly guard?: IProcessorGuard;
}
