import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct, IConstruct, IDependable } from 'constructs';
import type { ErrorAction } from './error-action';
import type { ProcessorGuardOutcome } from './processor-guard-outcome';

/**
 * A guard: it settles messages whose processor was invoked and then failed.
 *
 * Only `ProcessorGuard` implements it, because some of its members are internal.
 */
export interface IProcessorGuard extends IConstruct, iam.IGrantable, ec2.IConnectable {
  /**
   * Sends the failures of a processor to the guard. A `ChannelFlow` does this for its own processors; use it for a flow that
   * is a `CfnChannelFlow`, is imported, or was created outside of the app.
   *
   * Only failures are configured here: the permissions to invoke the function and to call back belong to the flow.
   *
   * @param processorFunction the function, version or alias that the flow invokes, in the stack of the guard
   * @param options the app instance of the flow, and the action to take
   * @returns what must exist before the first message: add it to the dependencies of a flow in this app
   */
  addProcessor(processorFunction: lambda.IFunction, options: GuardedProcessorOptions): IDependable;

  /**
   * Guards a processor. The permission for the app instance is created in the stack of the scope: that of a flow may depend on the
   * stack of the guard, but not the other way round.
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
   * The messages of a processor that the guard settled: how often the processor failed. The metric is `Decisions`, with the
   * dimensions `ProcessorFunctionName` and, if one is passed, `Outcome`.
   *
   * By default, the sum over 5 minutes.
   *
   * @param processorFunction the function of the processor; for a version or alias, its function is counted
   * @param options the outcome to count, and the settings of the metric
   */
  metricDecisions(
    processorFunction: lambda.IFunction,
    options?: ProcessorGuardDecisionMetricOptions,
  ): cloudwatch.Metric;

  /**
   * The times that the guard could not settle a message of a processor. It tries three times, within about three minutes; a
   * message that fails each time stays `PENDING`. The metric is `Failures`, with the dimension `ProcessorFunctionName`, which
   * is `unknown` where the guard cannot read which function failed.
   *
   * A guard that times out, runs out of memory or is throttled counts nothing: see `metricErrors` and `metricThrottles`.
   *
   * By default, the sum over 5 minutes.
   *
   * @param processorFunction the function of the processor; for a version or alias, its function is counted
   * @param options the settings of the metric
   */
  metricFailures(processorFunction: lambda.IFunction, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The errors of the guard's own function: messages that it could not settle, records that it could not read, and invocations that
   * timed out or ran out of memory. It is invoked up to three times for a record.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The invocations of the guard's own function that were throttled. AWS Lambda tries these again for up to six hours.
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
   * The app instance of the messages. The guard is allowed to call back there. If the function has flows in several app
   * instances, call `addProcessor` once for each.
   *
   * The permission is created in the stack of the guard. If the stack of the app instance depends on that one, pass the ARN as a
   * literal or a parameter, by `AppInstance.fromAppInstanceArn()`, so that the stacks don't depend on each other.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The action to take on a message whose processor failed: `DENY` or `ALLOW`. All uses of the function must have the same.
   *
   * @default ErrorAction.DENY, so that nobody sees a message that was not processed
   */
  readonly errorAction?: ErrorAction;
}

/**
 * Options for a metric of a guard's decisions.
 */
export interface ProcessorGuardDecisionMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Counts the messages with this outcome only.
   *
   * @default - all outcomes
   */
  readonly outcome?: ProcessorGuardOutcome;
}
