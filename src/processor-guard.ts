import { Aspects, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct, DependencyGroup, type IConstruct, type IDependable } from 'constructs';
import { ErrorAction } from './error-action';
import type {
  GuardedProcessorOptions,
  IProcessorGuard,
  ProcessorGuardDecisionMetricOptions,
} from './i-processor-guard';
import {
  agreeOn,
  findOrderProblems,
  findRivals,
  GuardedProcessor,
  GuardFunction,
  OrderConfigs,
  subjectOf,
  validateKnownRole,
} from './private/guard';
import {
  ANY_APP_INSTANCE,
  APP_INSTANCES_VARIABLE,
  GUARD_METRICS,
  type GuardAction,
  type GuardOutcome,
  PROCESSORS_VARIABLE,
} from './private/protocol';
import { sharedIn, targetsIn, unqualified } from './private/providers';
import {
  FUNCTION_OPTIONS,
  functionOptionsOf,
  got,
  identityOf,
  isKnownAtDeployment,
  type Shape,
  validateAppInstanceArn,
  validateEnvironmentOfAppInstance,
  validateFunctionOptions,
  validateKind,
  validateNetwork,
  validateStruct,
  ValidationError,
  warnOfLeftOut,
  warnOfRegion,
  within,
} from './private/validation';
import { ProcessorGuardOutcome } from './processor-guard-outcome';

const MAXIMUM_ENVIRONMENT_BYTES = 4096;
const MAXIMUM_RETRY_ATTEMPTS = 2;
const MINIMUM_EVENT_AGE = 60;
const MAXIMUM_EVENT_AGE = 21_600;

/**
 * Settings of a processor guard.
 *
 * Your app's property injectors for `lambda.Function` also apply to the guard's function. They can set its VPC, subnets and
 * security groups, role, log group, environment and key, memory, timeout (30 seconds to 15 minutes) and runtime (Node.js 20 or
 * later). They can't set code, handler, architecture, description, or a `logRetention` in addition to the log group: a warning
 * lists the settings that are left out. An injector that sets defaults, such as `{ vpc, ...props }`, overrides neither your
 * settings nor the defaults for role, log group, memory, timeout, and runtime.
 */
export interface ProcessorGuardProps {
  /**
   * The number of times that Lambda retries a failed processor, 0 to 2, before the message goes to the guard. Lambda waits 60
   * seconds before the first retry and 120 seconds before the second, which is late for a chat message.
   *
   * @default 0, so that the guard acts as soon as the processor fails
   */
  readonly retryAttempts?: number;

  /**
   * How long Lambda keeps a message whose processor is throttled or has failed before the message goes to the guard: 60 seconds to
   * 6 hours, and longer than the waits of `retryAttempts` (60 seconds for 1, 180 seconds for 2).
   *
   * A message also ages while the processor runs. For all attempts to take place, the age must be longer than the waits plus
   * `retryAttempts` times the duration of a failed run, which is at most the function's timeout.
   *
   * @default - 60, 120, or 240 seconds for `retryAttempts` 0, 1, or 2: enough if a failed run takes less than 60 seconds with one
   * retry, or less than 30 seconds with two. If `retryAttempts` is a token, 240 seconds
   */
  readonly maxEventAge?: Duration;

  /**
   * The execution role of the guard's function. The permissions that the guard needs are added to the role. If the role can't be
   * changed, a warning lists them.
   *
   * @default - a role that can write to the log group and call back for messages in the app instances in use
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that the guard's function runs in. The function must be able to reach the endpoint of Amazon Chime SDK messaging.
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
   * @default - its own security group, if it runs in a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The log group of the guard's function. The function logs one line per message: its id, the outcome, and the reason, but never
   * its content.
   *
   * @default - its own log group, with a retention of one month, which is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the guard's function: Node.js 20 or later.
   *
   * @default - the latest Node.js runtime in the Region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The key that encrypts the environment variables of the guard's function.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;
}

/**
 * Settles messages whose processor was invoked and then failed, so that none stays `PENDING`: a Lambda function that receives
 * the failed invocations of processors and calls back on their behalf, with the processor's `errorAction`.
 *
 * A stack with processors has one, created when a flow first uses one of its processors. `ProcessorGuard.of()` returns it. Define
 * your own, and pass it as the `guard` of processors, to retry failed processors before the guard acts, or to give the guard your
 * own VPC, role, log group, or other settings.
 *
 * Each processor gets an `AWS::Lambda::EventInvokeConfig`, which applies to all of its asynchronous invocations. So
 * `retryAttempts` and `maxEventAge` also apply to other callers of the function, but the guard ignores their failures. If the
 * function has its own configuration, synthesis fails: use an alias of the function as the processor.
 *
 * A message can still stay `PENDING` for three reasons, each with a metric to alarm on: the guard cannot settle it
 * (`metricFailures`); the guard itself fails or is throttled (`metricErrors` and `metricThrottles`); and Lambda cannot hand the
 * message to the guard (`DestinationDeliveryFailures` in the namespace `AWS/Lambda`, of the processor's function).
 *
 * As elsewhere in the AWS CDK, an aspect that changes the L1 construct of the guard's function overrides these settings, without
 * validation. If it sets a VPC, the function's default role also gets the permissions that the VPC requires.
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
 * ProcessorGuard.of(moderator).metricFailures(moderator).createAlarm(stack, 'Pending', {
 *   alarmDescription: 'messages may stay pending: see the log of the processor guard',
 *   threshold: 1,
 *   evaluationPeriods: 1,
 *   treatMissingData: TreatMissingData.NOT_BREACHING,
 * });
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
@propertyInjectable
export class ProcessorGuard extends Construct implements IProcessorGuard {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.ProcessorGuard';

  /**
   * The CloudWatch namespace of the metrics that guards report about processors.
   */
  public static readonly METRIC_NAMESPACE: string = GUARD_METRICS.namespace;

  /**
   * The guard of a stack, created if it does not exist yet: the one that flows use for the functions of the stack, unless a
   * processor has another `guard`.
   *
   * @param scope the stack, or a construct in it, such as the function of a processor
   */
  public static of(scope: IConstruct): ProcessorGuard {
    validateKind(undefined, 'scope', scope, 'construct');
    return sharedIn(
      scope,
      'ChimeProcessorGuard',
      'processorGuard',
      (stack, id) => new ProcessorGuard(stack, id),
    );
  }

  /**
   * The role of the guard's function.
   */
  public readonly role: iam.IRole;

  /**
   * The principal of the guard's function.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly handler: GuardFunction;
  private readonly retryAttempts: number;
  private readonly maxEventAge: Duration;
  /** The processors, with the ARNs of their app instances. */
  private readonly processors = new Map<GuardedProcessor, Set<string>>();

  public constructor(scope: Construct, id: string, props: ProcessorGuardProps = {}) {
    validateFunctionOptions(within(scope, id), props, PROPS, new.target !== ProcessorGuard);
    super(scope, id);
    warnOfLeftOut(this, props, PROPS);
    const { retryAttempts = 0, maxEventAge } = props;
    validateNetwork(this, props);
    validateRetryAttempts(this, retryAttempts);
    this.retryAttempts = retryAttempts;
    this.maxEventAge = maxEventAge ?? defaultEventAge(retryAttempts);
    validateMaxEventAge(this, this.maxEventAge, retryAttempts);

    this.handler = new GuardFunction(this, 'Handler', functionOptionsOf(props));
    this.role = this.handler.role;
    this.grantPrincipal = this.handler.grantPrincipal;
    this.handler._function.addEnvironment(
      PROCESSORS_VARIABLE,
      Lazy.string({ produce: () => this.listProcessors(({ name }) => name) }),
    );
    this.handler._function.addEnvironment(
      APP_INSTANCES_VARIABLE,
      Lazy.string({ produce: () => this.appInstances().join() }),
    );
    this.node.addValidation({
      validate: () => [...this.validateSize(), ...this.validateAlone(), ...this.validateOrder()],
    });
    Aspects.of(this).add(new OrderConfigs(this), { priority: OrderConfigs.PRIORITY });
  }

  /**
   * The connections of the guard's function, which must be in a VPC.
   */
  public get connections(): ec2.Connections {
    return this.handler.connections;
  }

  public addProcessor(processorFunction: lambda.IFunction, options: GuardedProcessorOptions): IDependable {
    validateKind(this, 'processorFunction', processorFunction, 'function');
    validateKnownRole(this, 'processorFunction', processorFunction);
    validateStruct(this, 'options', options, OPTIONS);
    const { appInstance, errorAction = ErrorAction.DENY } = options;
    validateAppInstanceArn(this, 'appInstance', appInstance.appInstanceRef.appInstanceArn);
    validateEnvironmentOfAppInstance(this, 'processorFunction', processorFunction, appInstance);
    validateSettles(this, errorAction);
    warnOfRegion(this, appInstance);
    agreeOn(this, '', processorFunction, { errorAction, guard: this });
    return this._guard(this, processorFunction, { appInstance, errorAction });
  }

  /** @internal */
  public _guard(
    scope: Construct,
    processorFunction: lambda.IFunction,
    { appInstance, errorAction }: GuardedProcessorOptions,
  ): IDependable {
    const { appInstanceArn } = appInstance.appInstanceRef;
    const processor = this.guardedProcessor(processorFunction, errorAction === ErrorAction.ALLOW);
    this.processors.get(processor)!.add(appInstanceArn);
    const policy = this.handler.allowCallback(scope, appInstanceArn);
    processor.waitFor(policy);
    return new DependencyGroup(processor.config, policy);
  }

  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    validateKind(this, 'metricName', metricName, 'text');
    this.validateMetric(options);
    return this.handler._function.metric(metricName, options);
  }

  public metricDecisions(
    processorFunction: lambda.IFunction,
    options: ProcessorGuardDecisionMetricOptions = {},
  ): cloudwatch.Metric {
    validateStruct(this, 'options', options, DECISION_METRIC_OPTIONS, { allowOthers: true });
    const { outcome, ...metric } = options;
    const dimension: { [name: string]: GuardOutcome } = outcome
      ? { [GUARD_METRICS.outcomeDimension]: outcome }
      : {};
    return this.processorMetric(processorFunction, GUARD_METRICS.decisions, dimension, metric);
  }

  public metricFailures(
    processorFunction: lambda.IFunction,
    options: cloudwatch.MetricOptions = {},
  ): cloudwatch.Metric {
    return this.processorMetric(processorFunction, GUARD_METRICS.failures, {}, options);
  }

  public metricErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    this.validateMetric(options);
    return this.handler._function.metricErrors(options);
  }

  public metricThrottles(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    this.validateMetric(options);
    return this.handler._function.metricThrottles(options);
  }

  private processorMetric(
    processorFunction: lambda.IFunction,
    metricName: string,
    dimensions: { [name: string]: GuardOutcome },
    options: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    validateKind(this, 'processorFunction', processorFunction, 'function');
    this.validateMetric(options);
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

  /** Later versions of aws-cdk-lib may add options. */
  private validateMetric(options: ProcessorGuardDecisionMetricOptions): void {
    validateStruct(this, 'options', options, METRIC_OPTIONS, { allowOthers: true });
    if (options.outcome === undefined) return;
    throw new ValidationError(
      `'outcome' is an option of metricDecisions only, ${got(options.outcome)}: leave it out, or use metricDecisions`,
      this,
    );
  }

  private guardedProcessor(fn: lambda.IFunction, isAllowed: boolean): GuardedProcessor {
    const guarded = GuardedProcessor.in(Stack.of(this), {
      fn,
      role: fn.role!, // a function without a role is not guarded
      isAllowed,
      guard: this,
      guardArn: this.handler.serviceToken,
      retryAttempts: this.retryAttempts,
      maxEventAge: this.maxEventAge,
    });
    if (!this.processors.has(guarded)) this.processors.set(guarded, new Set());
    return guarded;
  }

  /** Sorted by id: in the order of definition, moving a line of code would change the environment. */
  private listProcessors(nameOf: (processor: GuardedProcessor) => string): string {
    const idOf = ({ node }: GuardedProcessor) => node.id;
    const appInstances = this.appInstances();
    return [...this.processors]
      .sort(([one], [other]) => idOf(one).localeCompare(idOf(other), 'en'))
      .map(([processor, arns]) => {
        const action: GuardAction = processor.isAllowed ? 'ALLOW' : 'DENY';
        const positions = appInstances.flatMap((arn, index) => (arns.has(arn) ? index : []));
        // Naming another stack's app instance would make the two stacks depend on each other if that stack also has the flow.
        const isAny = positions.length < arns.size;
        return [nameOf(processor), action, ...(isAny ? [ANY_APP_INSTANCE] : positions)].join(' ');
      })
      .join();
  }

  private appInstances(): string[] {
    const all = new Set([...this.processors.values()].flatMap((of) => [...of]));
    const arns = [...all].filter((arn) => isKnownIn(Stack.of(this), arn));
    const identity = (arn: string) => identityOf(this, arn);
    return arns.sort((one, other) => identity(one).localeCompare(identity(other), 'en'));
  }

  /** Unknown values count as one byte, so that only variables that are certain to fail are rejected. */
  private validateSize(): string[] {
    const appInstances = this.appInstances().map((arn) => (Token.isUnresolved(arn) ? '?' : arn));
    const lists = [this.listProcessors(({ knownName }) => knownName), appInstances.join()];
    const bytes = Buffer.byteLength(PROCESSORS_VARIABLE + APP_INSTANCES_VARIABLE + lists.join(''));
    if (bytes <= MAXIMUM_ENVIRONMENT_BYTES) return [];
    return [
      `the processors of a guard must fit into ${MAXIMUM_ENVIRONMENT_BYTES} bytes of environment variables, got ${this.processors.size} with` +
        ` ${bytes} bytes: distribute them over several guards, with the 'guard' of each processor`,
    ];
  }

  /** Runs late, because the app or an aspect may configure a function after its flow is defined. */
  private validateAlone(): string[] {
    const rivals = findRivals(this);
    return [...this.processors.keys()].flatMap(({ config, fn }) => {
      const rival = rivals.get(subjectOf(config));
      return rival === undefined ? [] : [rivalProblem(fn, rival)];
    });
  }

  private validateOrder(): string[] {
    return findOrderProblems(Stack.of(this), this.processors.keys());
  }
}

/** Whether an ARN doesn't refer to another stack, not even within an expression. */
function isKnownIn(stack: Stack, arn: string): boolean {
  return [...targetsIn(arn, stack)].every((target) => Stack.of(target) === stack);
}

function rivalProblem({ node }: lambda.IFunction, rival: string): string {
  return (
    `${node.path} must not have an asynchronous invocation configuration of its own, because Lambda keeps one per function and` +
    ` qualifier and the guard needs it, got ${rival}: pass an alias without one as the 'function' of the processor; or, to` +
    " accept that messages stay PENDING when the function fails, set 'errorAction' to LEAVE_PENDING"
  );
}

const PROPS: Shape<ProcessorGuardProps> = {
  retryAttempts: 'number?',
  maxEventAge: 'duration?',
  ...FUNCTION_OPTIONS,
};

const METRIC_OPTIONS: Shape<cloudwatch.MetricOptions> = {
  period: 'duration?',
  statistic: 'text?',
  unit: cloudwatch.Unit,
  dimensionsMap: 'map?',
  label: 'text?',
  color: 'text?',
  id: 'text?',
  visible: 'flag?',
  account: 'text?',
  region: 'text?',
  stackAccount: 'text?',
  stackRegion: 'text?',
};

const DECISION_METRIC_OPTIONS: Shape<ProcessorGuardDecisionMetricOptions> = {
  ...METRIC_OPTIONS,
  outcome: ProcessorGuardOutcome,
};

const OPTIONS: Shape<GuardedProcessorOptions> = {
  appInstance: 'appInstance',
  errorAction: ErrorAction,
};

function validateSettles(scope: Construct, errorAction: ErrorAction): void {
  if (errorAction !== ErrorAction.LEAVE_PENDING) return;
  throw new ValidationError(
    `'errorAction' must be DENY or ALLOW, ${got(errorAction)}: a processor whose messages stay PENDING needs no guard`,
    scope,
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
function retryWaits(attempts: number): Duration {
  return Duration.seconds([0, 60, 180][attempts] ?? 0);
}

/** Leaves room for the maximum number of retries if their number is only known at deployment. */
function defaultEventAge(attempts: number): Duration {
  const mostAttempts = Token.isUnresolved(attempts) ? MAXIMUM_RETRY_ATTEMPTS : attempts;
  return Duration.seconds(MINIMUM_EVENT_AGE).plus(retryWaits(mostAttempts));
}

function validateRetryAttempts(scope: Construct, attempts: number): void {
  if (Token.isUnresolved(attempts) || [0, 1, 2].includes(attempts)) return;
  throw new ValidationError(`'retryAttempts' must be 0, 1 or 2, ${got(attempts)}`, scope);
}

function validateMaxEventAge(scope: Construct, age: Duration, attempts: number): void {
  if (isKnownAtDeployment(scope, 'maxEventAge', age)) return;
  const waits = retryWaits(attempts).toSeconds();
  const seconds = age.toSeconds({ integral: false });
  const isInRange = seconds >= MINIMUM_EVENT_AGE && seconds <= MAXIMUM_EVENT_AGE;
  if (Number.isInteger(seconds) && isInRange && seconds > waits) return;
  const range = `${MINIMUM_EVENT_AGE} to ${MAXIMUM_EVENT_AGE} whole seconds`;
  const longer =
    attempts > 0
      ? `, and more than the ${waits} seconds that Lambda waits between ${attempts + 1} attempts`
      : '';
  throw new ValidationError(`'maxEventAge' must be ${range}${longer}, ${got(seconds)}`, scope);
}
