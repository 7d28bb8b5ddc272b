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
   * as the app instance. The service invokes it asynchronously, and the function calls `ChannelFlowCallback` with its decision.
   *
   * Both permissions are granted for you, unless the function or its role is an import that can't be changed. A warning then lists
   * the permissions to add: `chime:ChannelFlowCallback` on the channels of the app instance, and `lambda:InvokeFunction` on the
   * guard.
   */
  readonly function: lambda.IFunction;

  /**
   * The name of the processor, 1 to 256 characters.
   *
   * @default - the construct id of the function
   */
  readonly processorName?: string;

  /**
   * The action that the service takes on a message when it can't invoke the function.
   *
   * @default FallbackAction.ABORT, so that nobody sees a message that was not processed
   */
  readonly fallbackAction?: FallbackAction;

  /**
   * The action to take on a message whose processor was invoked and then failed without calling back. All flows that use the
   * function must have the same. With the guard's defaults, a message is settled about a second after its processor has thrown,
   * run out of memory or reached its timeout, and after about 60 seconds if the function is throttled.
   *
   * The guard's settings (no retries, an event age of 60 seconds) apply to every asynchronous invocation of the function, also by
   * others. To keep these apart, use an alias as the processor. A dead-letter queue of the function still receives failed events,
   * but after one attempt instead of Lambda's default of three.
   *
   * A function that has an asynchronous invocation configuration of its own is an error at synthesis. An import without a known
   * role is not guarded, with a warning. Because an import may have a configuration elsewhere, a warning tells you that it gets one
   * here.
   *
   * @default - ErrorAction.DENY where the fallback action is ABORT, ErrorAction.ALLOW where it is CONTINUE
   */
  readonly errorAction?: ErrorAction;

  /**
   * The guard that settles messages when the processor has failed. It must be in the stack of the function, and all flows that use
   * the function must have the same.
   *
   * If several stacks import the function, the default guard is in the stack of the first flow, and the other stacks refer to that
   * one. If that makes stacks depend on each other, import the function in one stack and pass it to the flows of the others.
   *
   * @default - the guard of the stack that the function is in
   */
  readonly guard?: IProcessorGuard;
}
