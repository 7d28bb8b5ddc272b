import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider for channel flow associations: a `ChannelFlowAssociationProvider`.
 *
 * Only classes of this library can implement it, because some of its members are internal.
 */
export interface IChannelFlowAssociationProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
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
   * Allows the provider to associate channels of an app instance with flows, as a user or bot.
   *
   * @internal
   */
  _allowAssociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[];
}

/**
 * Properties for a channel flow association provider.
 */
export interface ChannelFlowAssociationProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that associates channels with channel flows for CloudFormation.
 *
 * By default, a stack has one, created with its first association. Define your own only to run it in a VPC, or to give it your own
 * role, log group, or other settings.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK messaging and identity, AWS CloudFormation, and
 * Amazon S3, where CloudFormation receives responses.
 *
 * Its default role can associate and disassociate channels in the app instances in use, as the bearers of the associations.
 *
 * As elsewhere in the AWS CDK, an aspect that changes the function's L1 construct overrides these settings, without validation. If
 * it sets a VPC, the function's default role also gets the permissions that the VPC requires.
 */
@propertyInjectable
export class ChannelFlowAssociationProvider extends ProviderBase implements IChannelFlowAssociationProvider {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string =
    'cdk-chime-sdk-messaging.ChannelFlowAssociationProvider';

  /**
   * The provider of a stack, created if there is none yet.
   *
   * @internal
   */
  public static _of(scope: Construct): ChannelFlowAssociationProvider {
    return sharedIn(
      scope,
      'ChimeChannelFlowAssociationProvider',
      'channelFlowAssociationProvider',
      (stack, id) => new ChannelFlowAssociationProvider(stack, id),
    );
  }

  public constructor(scope: Construct, id: string, props: ChannelFlowAssociationProviderProps = {}) {
    super(scope, id, {
      asset: 'channel-flow-association',
      description: 'Associates channels with Amazon Chime SDK channel flows',
      options: props,
      isSubclass: new.target !== ChannelFlowAssociationProvider,
    });
  }

  /**
   * Allows the provider to associate channels of an app instance with flows, as a user or bot. The policy of a bearer lasts until
   * the last association with this bearer is gone, even if the other associations have other bearers by then. There is one per
   * app instance: if an app instance is replaced, its users keep their logical ids but become other users.
   *
   * @internal
   */
  public _allowAssociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[] {
    const actions = ['chime:AssociateChannelFlow', 'chime:DescribeChannel', 'chime:DisassociateChannelFlow'];
    const inAppInstance = this._allowIn(scope, 'AssociateFlows', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions,
        resources: [`${appInstanceArn}/channel/*`, `${appInstanceArn}/channel-flow/*`],
      }),
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
        resources: [appInstanceArn, `${appInstanceArn}/channel-flow/*`],
      }),
    ]);
    const asBearer = this._allowIn(scope, 'AssociateAs', [appInstanceArn, bearerArn], () => [
      new iam.PolicyStatement({ actions, resources: [bearerArn] }),
    ]);
    return [inAppInstance, asBearer, this._allowVerify(scope)];
  }
}
