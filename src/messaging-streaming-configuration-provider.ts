import { Stack, type Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { STREAM_NAME_PREFIX, STREAMED_DATA_TYPES, type StreamsByDataType } from './private/protocol';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/** The service that writes to the streams, and that creates its own role to do so. */
const SERVICE = 'messaging.chime.amazonaws.com';

/**
 * A provider for messaging streaming configurations: a `MessagingStreamingConfigurationProvider`.
 *
 * Only classes of this library can implement it, because some of its members are internal.
 */
export interface IMessagingStreamingConfigurationProvider
  extends IConstruct, iam.IGrantable, ec2.IConnectable {
  /**
   * The service token for custom resources: the ARN of the provider's function.
   */
  readonly serviceToken: string;

  /**
   * The role of the provider's function.
   */
  readonly role: iam.IRole;

  /**
   * How long CloudFormation waits for a response.
   *
   * @internal
   */
  readonly _serviceTimeout: Duration;

  /**
   * Allows the provider to configure the streams of an app instance.
   *
   * @internal
   */
  _allowStream(scope: Construct, appInstanceArn: string, streams: StreamsByDataType): IDependable[];
}

/**
 * Properties for a messaging streaming configuration provider.
 */
export interface MessagingStreamingConfigurationProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that configures which Kinesis streams receive the data of app instances, for CloudFormation.
 *
 * By default, a stack has one, created with its first configuration. Define your own only to run it in a VPC, or to give it your
 * own role, log group, or other settings.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK messaging and identity, AWS CloudFormation, and
 * Amazon S3, where CloudFormation receives responses.
 *
 * Its default role can change the streaming configurations of the app instances in use, and write to their streams. Unless both
 * data types are configured, it can also write to any other stream in the account and Region whose name begins with
 * `chime-messaging-`, because the service tests each stream with the caller's permissions.
 *
 * As elsewhere in the AWS CDK, an aspect that changes the function's L1 construct overrides these settings, without validation. If
 * it sets a VPC, the function's default role also gets the permissions that the VPC requires.
 */
@propertyInjectable
export class MessagingStreamingConfigurationProvider
  extends ProviderBase
  implements IMessagingStreamingConfigurationProvider
{
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string =
    'cdk-chime-sdk-messaging.MessagingStreamingConfigurationProvider';

  /**
   * The provider of a stack, created if there is none yet.
   *
   * @internal
   */
  public static _of(scope: Construct): MessagingStreamingConfigurationProvider {
    return sharedIn(
      scope,
      'ChimeMessagingStreamingConfigurationProvider',
      'messagingStreamingConfigurationProvider',
      (stack, id) => new MessagingStreamingConfigurationProvider(stack, id),
    );
  }

  public constructor(scope: Construct, id: string, props: MessagingStreamingConfigurationProviderProps = {}) {
    super(scope, id, {
      asset: 'messaging-streaming-configuration',
      description: 'Configures the Kinesis streams of Amazon Chime SDK app instances',
      options: props,
      isSubclass: new.target !== MessagingStreamingConfigurationProvider,
    });
  }

  /**
   * Allows the provider to configure the streams of an app instance. The service tests each stream with the caller's permissions,
   * including a stream that was configured elsewhere and must be named again together with ours. The policy for a stream is
   * deleted with the last configuration that uses the stream.
   *
   * @internal
   */
  public _allowStream(scope: Construct, appInstanceArn: string, streams: StreamsByDataType): IDependable[] {
    const stack = Stack.of(scope);
    const inAppInstance = this._allowIn(scope, 'StreamIn', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions: [
          'chime:DeleteMessagingStreamingConfigurations',
          'chime:GetMessagingStreamingConfigurations',
          'chime:PutMessagingStreamingConfigurations',
        ],
        resources: [appInstanceArn],
      }),
      createServiceLinkedRole(stack),
    ]);
    const isOthersPossible = STREAMED_DATA_TYPES.some((dataType) => streams[dataType] === undefined);
    const arns = new Set(Object.values(streams).filter((arn) => arn !== undefined));
    if (isOthersPossible) {
      const resourceName = `${STREAM_NAME_PREFIX}*`;
      arns.add(stack.formatArn({ service: 'kinesis', resource: 'stream', resourceName }));
    }
    const toStreams = [...arns].map((arn) =>
      this._allowIn(scope, 'StreamTo', [arn], () => [
        new iam.PolicyStatement({ actions: ACTIONS_ON_STREAMS, resources: [arn] }),
      ]),
    );
    return [inAppInstance, ...toStreams, this._allowVerify(scope)];
  }
}

const ACTIONS_ON_STREAMS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:PutRecord',
  'kinesis:PutRecords',
];

/** The first configuration in an account creates the role that the service uses to write. */
function createServiceLinkedRole(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [
      stack.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `aws-service-role/${SERVICE}/AWSServiceRoleForChimeSDKMessaging`,
      }),
    ],
    conditions: { StringEquals: { 'iam:AWSServiceName': SERVICE } },
  });
}
