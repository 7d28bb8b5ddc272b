import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { accessToState } from './private/channel-coverage';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider for channel flow coverages: a `ChannelFlowCoverageProvider`.
 *
 * Only classes of this library can implement it, because some of its members are internal.
 */
export interface IChannelFlowCoverageProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
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
   * Allows the provider to start and stop a coverage, whose state is in a bucket, and to check its bearers.
   *
   * @internal
   */
  _allowCover(
    scope: Construct,
    bucket: s3.IBucket,
    appInstanceArn: string,
    bearerArns: string[],
  ): IDependable[];
}

/**
 * Properties for a channel flow coverage provider.
 */
export interface ChannelFlowCoverageProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that starts, changes, and stops channel flow coverages for CloudFormation. It doesn't sweep: each coverage
 * has its own function for that.
 *
 * By default, a stack has one, created with its first coverage. Define your own only to run it in a VPC, or to give it your own
 * role, log group, or other settings.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK messaging, AWS CloudFormation, and Amazon S3,
 * where CloudFormation receives responses and coverages keep their state.
 *
 * Its default role can check the bearers of the coverages in use, and read, write, and delete their state.
 *
 * As elsewhere in the AWS CDK, an aspect that changes the function's L1 construct overrides these settings, without validation. If
 * it sets a VPC, the function's default role also gets the permissions that the VPC requires.
 */
@propertyInjectable
export class ChannelFlowCoverageProvider extends ProviderBase implements IChannelFlowCoverageProvider {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string =
    'cdk-chime-sdk-messaging.ChannelFlowCoverageProvider';

  /**
   * The provider of a stack, created if there is none yet.
   *
   * @internal
   */
  public static _of(scope: Construct): ChannelFlowCoverageProvider {
    return sharedIn(
      scope,
      'ChimeChannelFlowCoverageProvider',
      'channelFlowCoverageProvider',
      (stack, id) => new ChannelFlowCoverageProvider(stack, id),
    );
  }

  public constructor(scope: Construct, id: string, props: ChannelFlowCoverageProviderProps = {}) {
    super(scope, id, {
      asset: 'channel-flow-coverage',
      description: 'Starts, changes and stops coverages of Amazon Chime SDK channels',
      options: props,
      isSubclass: new.target !== ChannelFlowCoverageProvider,
    });
  }

  /**
   * Allows the provider to start and stop a coverage, whose state is in a bucket, and to check its bearers.
   *
   * @internal
   */
  public _allowCover(
    scope: Construct,
    bucket: s3.IBucket,
    appInstanceArn: string,
    bearerArns: string[],
  ): IDependable[] {
    const state = this._allowIn(scope, 'CoverageState', [bucket.bucketArn], () =>
      accessToState(
        bucket,
        [['state', 'detection', 'index'], ['s3:DeleteObject']],
        [
          ['state', 'detection'],
          ['s3:GetObject', 's3:PutObject'],
        ],
      ),
    );
    const asBearers = this._allowAs(scope, 'CheckCoverageAs', appInstanceArn, bearerArns, [
      'chime:ListChannels',
    ]);
    return [...this._replaceable(scope, [state, asBearers]), this._allowDescribeStack(scope)];
  }
}
