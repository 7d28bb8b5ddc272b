import { Duration, Lazy, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { GuardFunction } from './private/guard/guard-function';
import { type GuardableProcessor, GuardedProcessor } from './private/guard/guarded-processor';
import {
  ANY_APP_INSTANCE,
  APP_INSTANCES_VARIABLE,
  GUARD_METRICS,
  type GuardAction,
  type GuardOutcome,
  PROCESSORS_VARIABLE,
} from './private/protocol/processor-guard-environment';
import { unqualified } from './private/providers/qualified-function';
import type { RolePolicy } from './private/providers/role-policy';
import { removeChildren } from './private/remove-children';
import { identityOf } from './private/validation/arns';
import { got, ValidationError } from './private/validation/validation-error';
import type { ProcessorGuardOutcome } from './processor-guard-outcome';

const MAXIMUM_ENVIRONMENT_BYTES = 4096;
const MINIMUM_EVENT_AGE = 60;
const MAXIMUM_EVENT_AGE = 21_600;

/**
 * Settings of a processor guard.
 */
export interface ProcessorGuardProps {
  /**
   * How often Lambda runs a processor again that failed, 0 to 2 times, before the message goes to the guard. The first wait is
   * 60 seconds, the second 120 seconds: in a chat, a message that comes so late is rarely worth it.
   *
   * @default 0, so that the guard acts as soon as the processor has failed
   */
  readonly retryAttempts?: number;

  /**
   * How long Lambda keeps a message that it cannot run the processor for, because of throttling or an earlier failure, before
   * the message goes to the guard: 60 seconds to 6 hours, and longer than the waits of `retryAttempts` (60 seconds for 1, 180
   * seconds for 2).
   *
   * A message ages while the processor runs, too. For all attempts to be made, it must be longer than the waits and
   * `retryAttempts` times what a failed run takes, at most the function's timeout.
   *
   * @default - 60, 120 or 240 seconds for `retryAttempts` 0, 1 or 2: enough if a failed run takes less than 60 seconds with one
   * retry, or less than 30 seconds with two
   */
  readonly maxEventAge?: Duration;

  /**
   * The role that the guard's function runs as. What the guard needs is added to it; if it cannot be changed from here, a
   * warning says what it has to allow.
   *
   * @default - a role that may write to its log group, and call back for messages of the app instances in use
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that the guard's function runs in. It needs a way to the endpoint of Amazon Chime SDK messaging.
   *
   * @default - the function does not run in a VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets that the guard's function runs in.
   *
   * @default - the private subnets of the VPC, if there is one
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the guard's function.
   *
   * @default - a security group of its own, if it runs in a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Where the guard logs one line for each message: its id, what became of it and why, and never what it says.
   *
   * @default - a log group of its own, kept for one month and removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the guard's function: Node.js 20 or newer.
   *
   * @default - the newest Node.js runtime of the region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The key that encrypts the environment of the guard's function.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;
}

/**
 * Which decisions of guards to count, and how.
 */
export interface ProcessorGuardDecisionMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Counts the messages with this outcome only.
   *
   * @default - all outcomes
   */
  readonly outcome?: ProcessorGuardOutcome;
}

/**
 * Settles messages whose processor was invoked and then failed, so that none stays pending: a Lambda function that gets the
 * failed invocations of processors and calls back in their stead, with the processor's `errorAction`.
 *
 * A stack with processors has one, which is made when a flow first uses one of them. Define one yourself, and name it as the
 * `guard` of processors, to have failed processors run again before the guard acts, or to put the guard into a VPC or give it
 * a role, a log group or other settings of your own.
 *
 * Each processor gets an `AWS::Lambda::EventInvokeConfig`, for all of its asynchronous invocations, so `retryAttempts` and
 * `maxEventAge` hold for other callers of the function as well; their failures are ignored by the guard. A function that has
 * such a configuration keeps it, and is not guarded.
 *
 * Three things can keep a message pending all the same, each with a metric to alarm on: the guard cannot settle it
 * (`metricFailures`); the guard itself fails or is throttled (`metricErrors` and `metricThrottles`, of the guard that a stack
 * made by itself as well: it is `stack.node.findChild('ChimeProcessorGuard')` once a flow has used it); and Lambda cannot hand
 * the message to the guard (`DestinationDeliveryFailures` in the namespace `AWS/Lambda`, of the processor's function).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class ProcessorGuard extends Construct {
  /**
   * The CloudWatch namespace of the guards' metrics.
   */
  public static readonly METRIC_NAMESPACE: string = GUARD_METRICS.namespace;

  /**
   * The messages of a processor that a guard settled: how often the processor failed. The metric is `Decisions`, with the
   * dimensions `ProcessorFunctionName` and, if one is given, `Outcome`.
   *
   * By default, the sum over 5 minutes.
   *
   * @exampleMetadata nofixture
   * @example
   *
   * import { Stack } from 'aws-cdk-lib';
   * import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
   * import { Function } from 'aws-cdk-lib/aws-lambda';
   * import { ProcessorGuard, ProcessorGuardOutcome } from 'cdk-chime-sdk-messaging';
   *
   * declare const stack: Stack;
   * declare const moderator: Function;
   *
   * ProcessorGuard.metricDecisions(moderator, { outcome: ProcessorGuardOutcome.DENIED }).createAlarm(stack, 'Denied', {
   *   alarmDescription: 'messages were denied because their processor failed',
   *   threshold: 1,
   *   evaluationPeriods: 1,
   *   treatMissingData: TreatMissingData.NOT_BREACHING,
   * });
   *
   * @param processorFunction the function of the processor; of a version or alias, its function
   * @param options the outcome to count, and the settings of the metric
   */
  public static metricDecisions(
    processorFunction: lambda.IFunction,
    options: ProcessorGuardDecisionMetricOptions = {},
  ): cloudwatch.Metric {
    const { outcome, ...metric } = options;
    const dimension: { [name: string]: GuardOutcome } = outcome
      ? { [GUARD_METRICS.outcomeDimension]: outcome }
      : {};
    return guardMetric(processorFunction, GUARD_METRICS.decisions, dimension, metric);
  }

  /**
   * The times that a guard could not settle a message of a processor, counted by the guard itself. It tries three times, within
   * about three minutes; a message that fails each time stays pending. The metric is `Failures`, with the dimension
   * `ProcessorFunctionName`, which is `unknown` where the guard cannot read which function failed.
   *
   * A guard that times out, runs out of memory or is throttled counts nothing: see its `metricErrors` and `metricThrottles`.
   *
   * By default, the sum over 5 minutes.
   *
   * @exampleMetadata nofixture
   * @example
   *
   * import { Stack } from 'aws-cdk-lib';
   * import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
   * import { Function } from 'aws-cdk-lib/aws-lambda';
   * import { ProcessorGuard } from 'cdk-chime-sdk-messaging';
   *
   * declare const stack: Stack;
   * declare const moderator: Function;
   *
   * ProcessorGuard.metricFailures(moderator).createAlarm(stack, 'Pending', {
   *   alarmDescription: 'messages may stay pending: see the log of the processor guard',
   *   threshold: 1,
   *   evaluationPeriods: 1,
   *   treatMissingData: TreatMissingData.NOT_BREACHING,
   * });
   *
   * @param processorFunction the function of the processor; of a version or alias, its function
   * @param options the settings of the metric
   */
  public static metricFailures(
    processorFunction: lambda.IFunction,
    options: cloudwatch.MetricOptions = {},
  ): cloudwatch.Metric {
    return guardMetric(processorFunction, GUARD_METRICS.failures, {}, options);
  }

  /**
   * The guard of the stack that a function is in, made if it is not there yet. In the stack of a flow it would tie together
   * all stacks that have flows with the function.
   *
   * @internal
   */
  public static _of(fn: lambda.IFunction): ProcessorGuard {
    const id = 'ChimeProcessorGuard';
    const stack = Stack.of(fn);
    const existing = stack.node.tryFindChild(id) as ProcessorGuard | undefined;
    if (existing) return existing;
    const guard = new ProcessorGuard(stack, id);
    guard.isOnDemand = true;
    return guard;
  }

  /**
   * The role that the guard acts with.
   */
  public readonly role: iam.IRole;

  private readonly handler: GuardFunction;
  private readonly retryAttempts: number;
  private readonly maxEventAge: Duration;
  /** The processors, with the ARNs of their app instances. */
  private readonly processors = new Map<GuardedProcessor, Set<string>>();
  /** The processors for whose messages each policy is. */
  private readonly policies = new Map<RolePolicy, Set<GuardedProcessor>>();
  private isOnDemand = false;

  public constructor(scope: Construct, id: string, props: ProcessorGuardProps = {}) {
    super(scope, id);
    const { retryAttempts = 0, maxEventAge, ...options } = props;
    validateRetryAttempts(this, retryAttempts);
    this.retryAttempts = retryAttempts;
    this.maxEventAge = maxEventAge ?? Duration.seconds(60).plus(retryWaits(retryAttempts));
    validateMaxEventAge(this, this.maxEventAge, retryAttempts);

    this.handler = new GuardFunction(this, 'Handler', options);
    this.role = this.handler.role;
    this.handler.function.addEnvironment(
      PROCESSORS_VARIABLE,
      Lazy.string({ produce: () => this.listProcessors(({ name }) => name) }),
    );
    this.handler.function.addEnvironment(
      APP_INSTANCES_VARIABLE,
      Lazy.string({ produce: () => this.appInstances().join() }),
    );
    this.node.addValidation({ validate: () => this.validateEnvironment() });
  }

  /**
   * The errors of the guard's own function: records that it could not settle or read, and invocations that timed out or ran
   * out of memory. It is invoked up to three times for a record.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  public metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.lastingFunction().metricErrors(options);
  }

  /**
   * The invocations of the guard's own function that were throttled. AWS Lambda tries these again for up to six hours.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  public metricThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.lastingFunction().metricThrottles(options);
  }

  /**
   * Takes on a processor of a flow.
   *
   * @internal
   */
  public _guard(flow: Construct, appInstanceArn: string, processor: GuardableProcessor): IDependable[] {
    const guarded = this.guardedProcessor(processor);
    this.processors.get(guarded)?.add(appInstanceArn);
    const policy = this.handler.allowCallback(flow, appInstanceArn);
    const users = this.policies.get(policy) ?? new Set();
    this.policies.set(policy, users.add(guarded));
    guarded.waitFor(policy);
    return [guarded, policy];
  }

  private guardedProcessor(processor: GuardableProcessor): GuardedProcessor {
    const guarded = GuardedProcessor.in(Stack.of(this), {
      ...processor,
      guardArn: this.handler.functionArn,
      retryAttempts: this.retryAttempts,
      maxEventAge: this.maxEventAge,
      release: (released) => this.release(released),
    });
    if (!this.processors.has(guarded)) this.processors.set(guarded, new Set());
    return guarded;
  }

  /** Lets go of a processor, and of what no other one needs: a guard that nobody asked for goes with its last processor. */
  private release(processor: GuardedProcessor): void {
    this.processors.delete(processor);
    for (const [policy, users] of this.policies) {
      if (users.delete(processor) && users.size === 0) removeChildren(policy);
    }
    if (this.isOnDemand && this.processors.size === 0) removeChildren(this);
  }

  /** The function, for something that refers to it: it has to stay then. */
  private lastingFunction(): lambda.Function {
    this.isOnDemand = false;
    return this.handler.function;
  }

  /** By id, because the order of definition would change the environment with every move of a line. */
  private listProcessors(nameOf: (processor: GuardedProcessor) => string): string {
    const idOf = ({ node }: GuardedProcessor) => node.id;
    const appInstances = this.appInstances();
    return [...this.processors]
      .sort(([one], [other]) => idOf(one).localeCompare(idOf(other), 'en'))
      .map(([processor, arns]) => {
        const action: GuardAction = processor.isAllowed ? 'ALLOW' : 'DENY';
        const places = appInstances.flatMap((arn, place) => (arns.has(arn) ? place : []));
        // To name one of another stack would tie the two stacks together, in a circle where that one has the flow.
        const isAny = places.length < arns.size;
        return [nameOf(processor), action, ...(isAny ? [ANY_APP_INSTANCE] : places)].join(' ');
      })
      .join();
  }

  private appInstances(): string[] {
    const all = new Set([...this.processors.values()].flatMap((of) => [...of]));
    const arns = [...all].filter((arn) => isKnownIn(Stack.of(this), arn));
    const identity = (arn: string) => identityOf(this, arn);
    return arns.sort((one, other) => identity(one).localeCompare(identity(other), 'en'));
  }

  /** What is not known yet counts as one byte, so that only what is sure to fail is refused. */
  private validateEnvironment(): string[] {
    const appInstances = this.appInstances().map((arn) => (Token.isUnresolved(arn) ? '?' : arn));
    const lists = [this.listProcessors(({ knownName }) => knownName), appInstances.join()];
    const bytes = Buffer.byteLength(PROCESSORS_VARIABLE + APP_INSTANCES_VARIABLE + lists.join(''));
    if (bytes <= MAXIMUM_ENVIRONMENT_BYTES) return [];
    return [
      `the processors of a guard must fit into ${MAXIMUM_ENVIRONMENT_BYTES} bytes of environment, got ${this.processors.size} with` +
        ` ${bytes} bytes: spread them over more guards, as their 'guard'`,
    ];
  }
}

/** Whether an ARN refers to no other stack. */
function isKnownIn(stack: Stack, arn: string): boolean {
  return Tokenization.reverseString(arn).tokens.every(
    (token) => !Reference.isReference(token) || Stack.of(token.target) === stack,
  );
}

function guardMetric(
  processorFunction: lambda.IFunction,
  metricName: string,
  dimensions: { [name: string]: GuardOutcome },
  options: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: GUARD_METRICS.namespace,
    metricName,
    dimensionsMap: {
      [GUARD_METRICS.functionDimension]: unqualified(processorFunction).functionName,
      ...dimensions,
    },
    statistic: cloudwatch.Stats.SUM,
    ...options,
  }).attachTo(processorFunction);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
function retryWaits(attempts: number): Duration {
  return Duration.seconds([0, 60, 180][attempts] ?? 0);
}

function validateRetryAttempts(scope: Construct, attempts: number): void {
  if (Token.isUnresolved(attempts) || [0, 1, 2].includes(attempts)) return;
  throw new ValidationError(`'retryAttempts' must be 0, 1 or 2, ${got(attempts)}`, scope);
}

function validateMaxEventAge(scope: Construct, age: Duration, attempts: number): void {
  if (age.isUnresolved()) return;
  const waits = retryWaits(attempts).toSeconds();
  const seconds = age.toSeconds({ integral: false });
  const isInRange = seconds >= MINIMUM_EVENT_AGE && seconds <= MAXIMUM_EVENT_AGE;
  if (Number.isInteger(seconds) && isInRange && seconds > waits) return;
  throw new ValidationError(
    `'maxEventAge' must be ${MINIMUM_EVENT_AGE} to ${MAXIMUM_EVENT_AGE} whole seconds, and more than the ${waits} seconds that` +
      ` Lambda waits between ${attempts + 1} attempts, ${got(seconds)}`,
    scope,
  );
}
