import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import { accessToKey } from './access-to-key';
import { accessToState } from './state-bucket';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import { COVERAGE_BUCKET_VARIABLE, COVERAGE_FUNCTION_VARIABLE } from '../protocol';
import { keepOwnProperties, ProviderBase } from '../providers';
import { warnOfInjected } from '../validation';

/** At the lowest default rate, a bearer checks and associates the channels of a full batch in about half of this time. */
const TIMEOUT = Duration.minutes(2);
const BATCH_SIZE = 25;

/** Lambda's limits for the age of records. A sweep runs at least as often, or finds the channels anyway. */
const MINIMUM_RECORD_AGE = Duration.minutes(1);
const MAXIMUM_RECORD_AGE = Duration.days(7);

/** The types of records that may report a channel, in both positions of its ARN: the service has been seen to write both. */
const EVENT_TYPES = ['CREATE_CHANNEL', 'UPDATE_CHANNEL'];

/** The function that processes the records of a stream, created like the functions of providers. It doesn't need to list or move channels. */
export class DetectionFunction extends ProviderBase {
  public constructor(
    scope: Construct,
    id: string,
    private readonly bucket: s3.IBucket,
    sweepFunctionName: string,
    options: ProviderFunctionOptions,
  ) {
    super(scope, id, {
      asset: 'channel-flow-detection',
      description: 'Associates new channels of an Amazon Chime SDK app instance with a channel flow',
      options: { ...options, timeout: TIMEOUT },
      isSubclass: false,
      permissionWarning: 'sweep-permission',
    });
    this._function.addEnvironment(COVERAGE_BUCKET_VARIABLE, bucket.bucketName);
    this._function.addEnvironment(COVERAGE_FUNCTION_VARIABLE, sweepFunctionName);
  }

  /** Allows the function to cover channels of an app instance, and to be invoked with the records of a stream. */
  public allowDetect(
    scope: Construct,
    stream: kinesis.IStream,
    appInstanceArn: string,
    bearerArns: string[],
  ): IDependable[] {
    const [channels, flows] = [`${appInstanceArn}/channel/*`, `${appInstanceArn}/channel-flow/*`];
    const inAppInstance = this._allowIn(scope, 'DetectIn', [appInstanceArn, this.bucket.bucketArn], () => [
      ...accessToState(this.bucket, [['detection'], ['s3:GetObject', 's3:PutObject']]),
      new iam.PolicyStatement({ actions: ACTIONS_ON_CHANNELS, resources: [channels, flows] }),
    ]);
    const actions = [...ACTIONS_ON_CHANNELS, 'chime:ListChannels']; // shows whether a bearer is an admin
    const asBearers = this._allowAs(scope, 'DetectAs', appInstanceArn, bearerArns, actions);
    const fromStream = this._allowIn(scope, 'DetectFrom', [stream.streamArn], () => [
      new iam.PolicyStatement({ actions: ACTIONS_ON_STREAM, resources: [stream.streamArn] }),
      ...(stream.encryptionKey ? [accessToKey(stream.encryptionKey, ['kms:Decrypt'])] : []),
    ]);
    return this._replaceable(scope, [inAppInstance, asBearers, fromStream]);
  }

  /**
   * Invokes the function with the channel events of the app instance. A record that is too old, or that has failed twice, is left to
   * the sweep, which finds its channel anyway.
   */
  public detectFrom(
    scope: Construct,
    id: string,
    stream: kinesis.IStream,
    appInstanceArn: string,
    sweepInterval: Duration,
  ): lambda.EventSourceMapping {
    const ChannelArn = lambda.FilterRule.beginsWith(`${appInstanceArn}/channel/`);
    const inPayload = (Payload: object) => ({ data: { EventType: EVENT_TYPES, Payload } });
    const own = {
      target: this._function,
      eventSourceArn: stream.streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      bisectBatchOnError: true,
      enabled: undefined,
      filters: [{ ChannelArn }, { Channel: { ChannelArn } }].map((payload) =>
        lambda.FilterCriteria.filter(inPayload(payload)),
      ),
      maxRecordAge: recordAge(sweepInterval),
      onFailure: undefined,
      reportBatchItemFailures: true,
      retryAttempts: 1,
      tumblingWindow: undefined,
    } satisfies lambda.EventSourceMappingProps;
    keepOwnProperties<lambda.EventSourceMappingProps>(scope, lambda.EventSourceMapping, (injected) => {
      warnOfInjected(scope, injected, own, 'event source mapping');
      return { ...injected, ...own };
    });
    return new lambda.EventSourceMapping(scope, id, own);
  }
}

const ACTIONS_ON_CHANNELS = ['chime:AssociateChannelFlow', 'chime:DescribeChannel'];

/**
 * All actions in Lambda's documentation except `kinesis:ListStreams`, which does not concern a single stream, and which nothing uses.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
 */
const ACTIONS_ON_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** The age is at most the interval: older channels have been swept. An interval that is a token is at least as long as the minimum. */
function recordAge(sweepInterval: Duration): Duration {
  if (sweepInterval.isUnresolved()) return MINIMUM_RECORD_AGE;
  return sweepInterval.toSeconds() < MAXIMUM_RECORD_AGE.toSeconds() ? sweepInterval : MAXIMUM_RECORD_AGE;
}
