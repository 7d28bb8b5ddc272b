import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ErrorAction } from './error-action';
import type { FallbackAction } from './fallback-action';
import type { IProcessorGuard } from './i-processor-guard';

/**
 * A processor of a channel flow: a Lambda function that allows, updates, or denies each message.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export interface ChannelFlowProcessor {
  /**
   * The function that processes messages: a function, version, or alias, owned or imported, in the same account and Region as the
   * app instance. The service invokes it asynchronously, and the function calls `ChannelFlowCallback` with its decision.
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
   * @default FallbackAction.ABORT, so that nobody sees an unprocessed message
   */
  readonly fallbackAction?: FallbackAction;

  /**
   * The action to take on a message whose processor was invoked and then failed without calling back. All flows that use the
   * function must have the same error action. With the guard's defaults, a message is settled about a second after its processor
   * throws an error, runs out of memory or times out, and after about 60 seconds if the function is throttled.
   *
   * The guard's settings (no retries, an event age of 60 seconds) apply to every asynchronous invocation of the function,
   * including those by other callers. To keep these separate, use an alias as the processor. A dead-letter queue of the function
   * still receives failed events, but after one attempt instead of Lambda's default of three.
   *
   * If the function has its own asynchronous invocation configuration, synthesis fails. An imported function without a known role
   * is not guarded, and a warning says so. Because an imported function may already have a configuration elsewhere, a warning
   * tells you that this app adds one.
   *
   * @default - ErrorAction.DENY if the fallback action is ABORT, ErrorAction.ALLOW if it is CONTINUE
   */
  readonly errorAction?: ErrorAction;

  /**
   * The guard that settles messages when the processor fails. It must be in the function's stack, and all flows that use the
   * function must have the same guard.
   *
   * If several stacks import the function, the default guard is in the stack of the first flow, and the other stacks refer to it.
   * If this creates a circular dependency between stacks, import the function in one stack and pass it to the flows in the others.
   *
   * @default - the guard of the function's stack
   */
  readonly guard?: IProcessorGuard;
}
