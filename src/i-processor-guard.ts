import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct, IConstruct, IDependable } from 'constructs';
import type { ErrorAction } from './error-action';
import type { ProcessorGuardOutcome } from './processor-guard-outcome';

/**
 * A processor guard, which settles messages whose processor was invoked and then failed.
 *
 * Only `ProcessorGuard` can implement it, because some of its members are internal.
 */
export interface IProcessorGuard extends IConstruct, iam.IGrantable, ec2.IConnectable {
  /**
   * Sends the failures of a processor to the guard. A `ChannelFlow` does this for its own processors. Use this method for a flow
   * that is a `CfnChannelFlow`, is imported, or was created outside of the app.
   *
   * This method configures failures only: the permissions to invoke the function and to call back belong to the flow.
   *
   * @param processorFunction the function, version, or alias that the flow invokes, in the guard's stack
   * @param options the app instance of the flow, and the action to take
   * @returns the resource that must exist before the first message: add it to the dependencies of a flow in this app
   */
  addProcessor(processorFunction: lambda.IFunction, options: GuardedProcessorOptions): IDependable;

  /**
   * Guards a processor. The permission for the app instance is created in the stack of the scope: a flow's stack may depend on the
   * guard's stack, but not the other way around.
   *
   * @internal
   */
  _guard(flow: Construct, processorFunction: lambda.IFunction, options: GuardedProcessorOptions): IDependable;

  /**
   * A metric of the guard's own function, in the namespace `AWS/Lambda`.
   *
   * By default, the average over 5 minutes.
   *
   * @param metricName the name of the metric, such as `Duration`
   * @param options the settings of the metric
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of a processor's messages that the guard settled, which is how often the processor failed. The metric is
   * `Decisions`, with the dimension `ProcessorFunctionName` and, if you pass an outcome, the dimension `Outcome`.
   *
   * By default, the sum over 5 minutes.
   *
   * @param processorFunction the function of the processor; a version or alias counts as its function
   * @param options the outcome to count, and the settings of the metric
   */
  metricDecisions(
    processorFunction: lambda.IFunction,
    options?: ProcessorGuardDecisionMetricOptions,
  ): cloudwatch.Metric;

  /**
   * The number of times that the guard could not settle a processor's message. The guard tries three times within about three
   * minutes. If every attempt fails, the message stays `PENDING`. The metric is `Failures`, with the dimension
   * `ProcessorFunctionName`, which is `unknown` if the guard cannot read which function failed.
   *
   * A guard that times out, runs out of memory, or is throttled is not counted here: see `metricErrors` and `metricThrottles`.
   *
   * By default, the sum over 5 minutes.
   *
   * @param processorFunction the function of the processor; a version or alias counts as its function
   * @param options the settings of the metric
   */
  metricFailures(processorFunction: lambda.IFunction, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of errors of the guard's own function: messages that it could not settle, records that it could not read, and
   * invocations that timed out or ran out of memory. The function is invoked up to three times per record.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of throttled invocations of the guard's own function. AWS Lambda retries these for up to six hours.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * Options for guarding a processor.
 */
export interface GuardedProcessorOptions {
  /**
   * The app instance of the messages, in which the guard is allowed to call back. If the function has flows in several app
   * instances, call `addProcessor` once for each.
   *
   * The permission is created in the guard's stack. If the stack of the app instance depends on the guard's stack, import the app
   * instance with `AppInstance.fromAppInstanceArn()` and pass the ARN as a literal or a parameter, to avoid a circular dependency.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The action to take on a message whose processor failed: `DENY` or `ALLOW`. All uses of the function must have the same error
   * action.
   *
   * @default ErrorAction.DENY, so that nobody sees an unprocessed message
   */
  readonly errorAction?: ErrorAction;
}

/**
 * Options for a metric of a guard's decisions.
 */
export interface ProcessorGuardDecisionMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Counts only messages with this outcome.
   *
   * @default - all outcomes
   */
  readonly outcome?: ProcessorGuardOutcome;
}
