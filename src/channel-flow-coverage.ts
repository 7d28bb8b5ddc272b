import { Duration, type IResource, Resource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  ChannelFlowCoverageProvider,
  type IChannelFlowCoverageProvider,
} from './channel-flow-coverage-provider';
import { ChannelMode } from './channel-mode';
import { ChannelPrivacy } from './channel-privacy';
import type { ChimeBearer } from './chime-bearer';
import type { IMessagingStreamingConfiguration } from './messaging-streaming-configuration';
import {
  DetectionFunction,
  idOfKey,
  stateBucket,
  SweepFunction,
  validateDeletion,
  validateOnlyCoverage,
  warnOfSharedBearers,
} from './private/channel-coverage';
import {
  CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE,
  type ChannelFlowCoverageProperties,
  COVERAGE_CALLS_PER_SECOND,
  COVERAGE_METRICS,
  type CoveredChannelsProperties,
  DETECTION_METRICS,
} from './private/protocol';
import { ChimeCustomResource, keepOwnProperties } from './private/providers';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  areDifferent,
  forFlow,
  FUNCTION_OPTIONS,
  functionOptionsOf,
  got,
  identityOf,
  isKnownAtDeployment,
  knownEnvironment,
  type Shape,
  validateEnvironment,
  validateEnvironmentOfBearer,
  validateEnvironmentOfKey,
  validateEnvironmentOfProvider,
  validateFunctionOptions,
  validateKind,
  validateName,
  validateNetwork,
  validateNoExpiration,
  validateResourceArn,
  validateStream,
  validateStruct,
  ValidationError,
  warnOfInjected,
  warnOfLeftOut,
  within,
} from './private/validation';

/**
 * The coverage of the channels in an app instance by a channel flow.
 */
export interface IChannelFlowCoverage extends IResource, iam.IGrantable, ec2.IConnectable {
  /**
   * The ARN of the flow.
   *
   * @attribute
   */
  readonly channelFlowArn: string;

  /**
   * A metric of the coverage, in the namespace `cdk-chime-sdk-messaging/ChannelFlowCoverage`.
   *
   * By default, the average over 5 minutes.
   *
   * @param metricName `UncoveredChannels`, `SecondsSinceSweep`, `SweepDuration`, `Failures`, `DetectedChannels`, or
   * `DetectionFailures`
   * @param options the settings of the metric
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of matching channels that a sweep had to leave without a flow. The next sweep retries them.
   *
   * By default, the maximum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricUncoveredChannels(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The seconds since the start of the last completed sweep, reported every minute. Until the first sweep completes, the seconds since
   * the deployment. There is no data if the function doesn't run or can't read its state, so treat missing data as breaching.
   *
   * By default, the maximum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricSecondsSinceSweep(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The duration of a sweep, in seconds.
   *
   * By default, the maximum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricSweepDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of failures that need your attention, such as a bearer that is no longer an admin, reported every minute. For details,
   * see the function's log.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of channels that `detection` associated. There is no data without `detection`, or while no channel is created or
   * changed.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricDetectedChannels(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of channels that `detection` could not check or associate. It tries each channel twice, then leaves it to the next
   * sweep.
   *
   * By default, the sum over 5 minutes.
   *
   * @param options the settings of the metric
   */
  metricDetectionFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * A filter for the channels to cover. A channel must match every property that you set.
 *
 * A filter is not a security boundary: moderators can rename their channels. A channel that no longer matches keeps its flow.
 */
export interface ChannelFilter {
  /**
   * The prefix of the channel's name, 1 to 256 characters.
   *
   * @default - any name
   */
  readonly namePrefix?: string;

  /**
   * Whether a channel is public or private.
   *
   * @default - both
   */
  readonly privacy?: ChannelPrivacy;

  /**
   * Whether a channel is restricted.
   *
   * @default - both
   */
  readonly mode?: ChannelMode;
}

/**
 * Options for covering the channels of an app instance.
 *
 * Your app's property injectors for `lambda.Function` also apply to the coverage's functions, as they do to provider functions.
 * Injectors for `s3.Bucket` apply to the coverage's bucket and can set its encryption and access logs, but the bucket is never
 * versioned and CloudFormation generates its name. Injectors for `events.Rule` apply to the rule that invokes the function and can set
 * its name and description, but not its schedule or targets.
 */
export interface ChannelFlowCoverageOptions {
  /**
   * The users and bots that list and associate the channels: at least one. Each must be an admin of the app instance, such as the
   * `bearer` of an `AppInstanceAdmin`, and should not be used for anything else, because the service limits the calls per user or bot.
   */
  readonly bearers: ChimeBearer[];

  /**
   * The channels to cover.
   *
   * @default - every channel in the flow's app instance
   */
  readonly channels?: ChannelFilter;

  /**
   * The time from the start of one sweep to the start of the next, in whole minutes: at least 1. If a sweep takes longer, the next one
   * starts immediately after it.
   *
   * @default Duration.minutes(5)
   */
  readonly sweepInterval?: Duration;

  /**
   * The number of API calls per second as each bearer, 0.1 to 100. The service allows 10 in us-east-1 and 5 in eu-central-1. The
   * coverage shares this quota with everything else that the bearer and your app do, including other coverages with the same bearer.
   *
   * @default - 3 in us-east-1; 1.5 in other Regions, or if the Region isn't known at synthesis
   */
  readonly callsPerSecond?: number;

  /**
   * A stream that reports new channels, so that they get the flow within seconds. It must receive the channel events of the flow's app
   * instance. A second function processes these events. Detection and sweeps each use half of `callsPerSecond`.
   *
   * @default - only sweeps find new channels
   */
  readonly detection?: IMessagingStreamingConfiguration;

  /**
   * The key that encrypts the coverage's state: hashes of channel ARNs, sweep times, ARNs of flows and bearers, the filter for
   * channels, and pages of lists.
   *
   * @default - a key that Amazon S3 manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The memory of the sweep function in MiB, 128 to 10,240. It does not apply to the detection function.
   *
   * @default 256, which is enough for a million channels
   */
  readonly memorySize?: number;

  /**
   * The execution role of the coverage's functions: the sweep function and, with `detection`, the detection function. Both share this
   * role. The permissions that they need are added to the role. If the role can't be changed, a warning lists them.
   *
   * @default - each function has its own role, which can write to the log group and cover the channels as the bearers
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that the coverage's functions run in: the sweep function and, with `detection`, the detection function. They must be able
   * to reach the endpoints of Amazon Chime SDK messaging and Amazon S3 from there.
   *
   * @default - the functions do not run in a VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets that the coverage's functions run in: the sweep function and, with `detection`, the detection function.
   *
   * @default - the private subnets of the VPC, if there is one
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the coverage's functions: the sweep function and, with `detection`, the detection function.
   *
   * @default - each function has its own security group, if the functions run in a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The log group of the coverage's functions: the sweep function and, with `detection`, the detection function. They never log
   * channel names.
   *
   * @default - each function has its own log group, with a retention of one month, which is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the coverage's functions (the sweep function and, with `detection`, the detection function): Node.js 20 or later.
   *
   * @default - the latest Node.js runtime in the Region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The key that encrypts the environment variables of the coverage's functions: the sweep function and, with `detection`, the
   * detection function.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;

  /**
   * The provider that starts and stops the coverage. You can't change it later, because CloudFormation doesn't move a custom resource
   * to another function.
   *
   * @default - one provider for all coverages in the stack
   */
  readonly provider?: IChannelFlowCoverageProvider;
}

/**
 * Properties for a channel flow coverage.
 */
export interface ChannelFlowCoverageProps extends ChannelFlowCoverageOptions {
  /**
   * The flow to associate with channels that have no flow: a `ChannelFlow`, a `CfnChannelFlow`, or an import. It must set
   * `disassociateOnDelete` to an admin or be retained on removal, because removing the coverage leaves the channels associated. A
   * stage can have only one coverage per flow.
   */
  readonly channelFlow: aws_chime.IChannelFlowRef;
}

/**
 * Associates every channel in an app instance with a channel flow, including channels that are created at run time. A function lists
 * the channels at regular intervals and associates those that have no flow.
 *
 * Each matching channel that exists when a sweep starts, and that the service includes in its lists, has a flow when that sweep ends.
 * Channels with another flow are left unchanged. When you remove the coverage, the channels keep the flow.
 *
 * Monitor the coverage with an alarm on the age of the last sweep.
 *
 * @exampleMetadata nofixture
 * @example
 *
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
 * import { AppInstanceAdmin, ChannelFlow } from 'cdk-chime-sdk-messaging';
 *
 * declare const stack: Stack;
 * declare const flow: ChannelFlow;
 * declare const admin: AppInstanceAdmin;
 *
 * const coverage = flow.addCoverage('Coverage', { bearers: [admin.bearer] });
 * coverage.metricSecondsSinceSweep().createAlarm(stack, 'Uncovered', {
 *   alarmDescription: 'new channels may have no flow: see the log of the coverage',
 *   threshold: Duration.minutes(15).toSeconds(), // three intervals
 *   evaluationPeriods: 1,
 *   treatMissingData: TreatMissingData.BREACHING,
 * });
 */
@propertyInjectable
export class ChannelFlowCoverage extends Resource implements IChannelFlowCoverage {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.ChannelFlowCoverage';

  /**
   * The CloudWatch namespace of the coverage metrics.
   */
  public static readonly METRIC_NAMESPACE: string = COVERAGE_METRICS.namespace;

  public readonly channelFlowArn: string;

  /**
   * The role of the sweep function. The detection function has its own role, unless you pass `role`.
   */
  public readonly role: iam.IRole;

  /**
   * The principal of the sweep function. The detection function has its own principal, unless you pass `role`.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly sweep: SweepFunction;
  private readonly detection?: DetectionFunction;

  public constructor(scope: Construct, id: string, props: ChannelFlowCoverageProps) {
    validateFunctionOptions(within(scope, id), props, PROPS, new.target !== ChannelFlowCoverage);
    super(scope, id);
    warnOfLeftOut(this, props, PROPS);
    const { channelFlow, channels, sweepInterval = Duration.minutes(5) } = props;
    this.channelFlowArn = channelFlow.channelFlowRef.channelFlowArn;
    validateResourceArn(this, 'channelFlow', this.channelFlowArn, 'channel-flow');
    const appInstanceArn = appInstanceArnOfResource(channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
    const region = knownEnvironment(appInstanceArn)?.region ?? Stack.of(this).region;
    const { callsPerSecond = defaultRate(region) } = props;
    validateEnvironment(this, 'channelFlow', channelFlow);
    validateEnvironmentOfProvider(this, props.provider);
    validateEnvironmentOfKey(this, 'encryptionKey', props.encryptionKey);
    validateNetwork(this, props);
    this.validateBearers(props, appInstanceArn);
    validateChannels(this, channels);
    validateInterval(this, sweepInterval);
    validateRate(this, callsPerSecond);
    const stream = this.validStream(props, appInstanceArn);
    validateOnlyCoverage(this, channelFlow);
    validateDeletion(this, channelFlow, props.bearers);
    warnOfSharedBearers(this, props.bearers, callsPerSecond, region);

    const key = idOfKey(this, props.encryptionKey);
    const bucket = stateBucket(this, `State${key}`, props.encryptionKey);
    const options = functionOptionsOf(props);
    this.sweep = new SweepFunction(this, 'Sweep', bucket, { ...options, memorySize: props.memorySize });
    this.role = this.sweep.role;
    this.grantPrincipal = this.sweep.grantPrincipal;

    const properties: ChannelFlowCoverageProperties = {
      ChannelFlowArn: this.channelFlowArn,
      Bearers: props.bearers.map(({ bearerArn }) => bearerArn),
      Channels: channels && channelsOf(channels),
      SweepInterval: Tokenization.stringifyNumber(sweepInterval.toSeconds()),
      CallsPerSecond: Tokenization.stringifyNumber(callsPerSecond),
      Detection: stream && 'true',
      BucketName: bucket.bucketName,
    };
    const resource = this.resource(`Resource${key}`, props.provider, bucket, appInstanceArn, properties);
    this.node.defaultChild = resource;
    this.schedule().node.addDependency(resource);
    if (!stream) return;
    const { functionName } = this.sweep._function;
    this.detection = new DetectionFunction(this, 'Detection', bucket, functionName, options);
    const allowed = this.detection.allowDetect(this, stream, appInstanceArn, properties.Bearers);
    this.detection
      .detectFrom(this, 'DetectionSource', stream, appInstanceArn, sweepInterval)
      .node.addDependency(resource, ...allowed);
  }

  /**
   * The connections of the coverage's functions, which must be in a VPC.
   */
  public get connections(): ec2.Connections {
    const { connections } = this.sweep;
    if (!this.detection) return connections;
    const groups = new Set([...connections.securityGroups, ...this.detection.connections.securityGroups]);
    return new ec2.Connections({ securityGroups: [...groups] });
  }

  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    validateKind(this, 'metricName', metricName, 'text');
    validateStruct(this, 'options', options, {}, { allowOthers: true });
    return new cloudwatch.Metric({
      namespace: COVERAGE_METRICS.namespace,
      metricName,
      dimensionsMap: { [COVERAGE_METRICS.functionDimension]: this.sweep._function.functionName },
      ...options,
    }).attachTo(this);
  }

  public metricUncoveredChannels(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.maximum(COVERAGE_METRICS.uncoveredChannels, options);
  }

  public metricSecondsSinceSweep(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.maximum(COVERAGE_METRICS.secondsSinceSweep, options);
  }

  public metricSweepDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.maximum(COVERAGE_METRICS.sweepDuration, options);
  }

  public metricFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sum(COVERAGE_METRICS.failures, options);
  }

  public metricDetectedChannels(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sum(DETECTION_METRICS.detectedChannels, options);
  }

  public metricDetectionFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sum(DETECTION_METRICS.detectionFailures, options);
  }

  private sum(metricName: string, options: cloudwatch.MetricOptions | undefined): cloudwatch.Metric {
    return this.metric(metricName, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  private maximum(metricName: string, options: cloudwatch.MetricOptions | undefined): cloudwatch.Metric {
    return this.metric(metricName, { statistic: cloudwatch.Stats.MAXIMUM, ...options });
  }

  /**
   * CloudFormation deletes in the reverse order of creation: first the schedule, so that no new sweep starts, then this resource,
   * which waits for a running sweep to end and empties the bucket, and then everything that both depend on.
   */
  private resource(
    id: string,
    given: IChannelFlowCoverageProvider | undefined,
    bucket: s3.IBucket,
    appInstanceArn: string,
    properties: ChannelFlowCoverageProperties,
  ): ChimeCustomResource {
    const provider: IChannelFlowCoverageProvider = given ?? ChannelFlowCoverageProvider._of(this);
    const resource = new ChimeCustomResource(this, id, {
      type: CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider._serviceTimeout,
      properties,
    });
    resource.node.addDependency(
      this.sweep._function.node.defaultChild!, // without its permission, which depends on the schedule
      ...this.sweep.allowSweep(this, appInstanceArn, properties.Bearers),
      ...provider._allowCover(this, bucket, appInstanceArn, properties.Bearers),
    );
    return resource;
  }

  private schedule(): events.Rule {
    const own = {
      enabled: undefined,
      eventBus: undefined,
      eventPattern: undefined,
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: undefined,
    } satisfies events.RuleProps;
    keepOwnProperties<events.RuleProps>(this, events.Rule, (injected) => {
      warnOfInjected(this, injected, own, 'rule');
      return { ...injected, ...own };
    });
    const rule = new events.Rule(this, 'Schedule', {
      description: 'Lets an Amazon Chime SDK channel flow cover new channels',
      ...own,
    });
    rule.addTarget(new targets.LambdaFunction(this.sweep._function));
    return rule;
  }

  /** The stream that reports the channels of the app instance, if there is one. */
  private validStream(
    { channelFlow, detection }: ChannelFlowCoverageProps,
    appInstanceArn: string,
  ): kinesis.IStream | undefined {
    if (!detection) return undefined;
    const { channelStream } = detection;
    if (areDifferent(this, detection.appInstanceArn, appInstanceArn)) {
      throw new ValidationError(
        `'detection' must be for the app instance of the channel flow, ${got(detection.appInstanceArn)} ${forFlow(channelFlow)}`,
        this,
      );
    }
    if (!channelStream) {
      throw new ValidationError(
        `'detection' must have a 'channelStream', ${got(detection)}: message events do not report new channels`,
        this,
      );
    }
    validateStream(this, 'detection.channelStream', channelStream);
    return channelStream;
  }

  private validateBearers({ bearers, channelFlow }: ChannelFlowCoverageProps, appInstanceArn: string): void {
    if (bearers.length === 0) {
      throw new ValidationError(
        "'bearers' must have at least one user or bot, got none: pass the 'bearer' of an AppInstanceAdmin",
        this,
      );
    }
    const identities = bearers.map(({ _memberArn: memberArn }) => identityOf(this, memberArn));
    bearers.forEach((bearer, index) => {
      const property = `bearers[${index}]`;
      const { bearerArn } = bearer;
      validateEnvironmentOfBearer(this, property, bearerArn, bearer._env);
      if (areDifferent(this, bearer._appInstanceArn, appInstanceArn)) {
        throw new ValidationError(
          `'${property}' must be a user or bot in the app instance of the channel flow, ${got(bearerArn)} ${forFlow(channelFlow)}`,
          this,
        );
      }
      if (identities.indexOf(identities[index]!) < index) {
        throw new ValidationError(
          `'${property}' must not repeat another bearer, because it would make twice the calls, ${got(bearerArn)}`,
          this,
        );
      }
    });
    const byProperty = bearers.map((bearer, index) => [`bearers[${index}]`, bearer] as const);
    validateNoExpiration(this, Object.fromEntries(byProperty));
  }
}

const PROPS: Shape<ChannelFlowCoverageProps> = {
  channelFlow: 'channelFlow',
  bearers: 'bearers',
  channels: 'struct?',
  sweepInterval: 'duration?',
  callsPerSecond: 'number?',
  detection: 'messagingStreamingConfiguration?',
  encryptionKey: 'key?',
  memorySize: 'number?',
  provider: 'channelFlowCoverageProvider?',
  ...FUNCTION_OPTIONS,
};

const CHANNELS: Shape<ChannelFilter> = {
  namePrefix: 'text?',
  privacy: ChannelPrivacy,
  mode: ChannelMode,
};

function channelsOf({ namePrefix, privacy, mode }: ChannelFilter): CoveredChannelsProperties {
  return { NamePrefix: namePrefix, Privacy: privacy, Mode: mode };
}

/** 30% of the service quota, because other code makes calls as well. */
function defaultRate(region: string): number {
  return region === 'us-east-1' ? 3 : 1.5;
}

function validateChannels(scope: Construct, channels: ChannelFilter | undefined): void {
  if (!channels) return;
  validateStruct(scope, 'channels', channels, CHANNELS);
  validateName(scope, 'channels.namePrefix', channels.namePrefix);
}

/** The rule invokes the function each minute. */
function validateInterval(scope: Construct, interval: Duration): void {
  if (isKnownAtDeployment(scope, 'sweepInterval', interval)) return;
  const minutes = interval.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes > 0) return;
  throw new ValidationError(
    `'sweepInterval' must be whole minutes, at least 1, ${got(interval.toHumanString())}`,
    scope,
  );
}

function validateRate(scope: Construct, rate: number): void {
  const { minimum, maximum } = COVERAGE_CALLS_PER_SECOND;
  if (Token.isUnresolved(rate) || (rate >= minimum && rate <= maximum)) return;
  throw new ValidationError(`'callsPerSecond' must be ${minimum} to ${maximum}, ${got(rate)}`, scope);
}
