import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider for channel flows: a `ChannelFlowProvider`.
 *
 * Only classes of this library can implement it, because some of its members are internal.
 */
export interface IChannelFlowProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
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
   * Allows the provider to manage the flows of an app instance.
   *
   * @internal
   */
  _allowManage(scope: Construct, appInstanceArn: string): IDependable[];

  /**
   * Allows the provider to find a flow of an app instance by its name.
   *
   * @internal
   */
  _allowLookup(scope: Construct, appInstanceArn: string): IDependable[];

  /**
   * Allows the provider to disassociate flows of an app instance from their channels, as a user or bot.
   *
   * @internal
   */
  _allowDisassociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[];
}

/**
 * Properties for a channel flow provider.
 */
export interface ChannelFlowProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that creates, updates, deletes, and looks up channel flows for CloudFormation.
 *
 * By default, a stack has one, created with its first flow. Define your own only to run it in a VPC, or to give it your own role,
 * log group, or other settings.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK messaging and identity, AWS CloudFormation, and
 * Amazon S3, where CloudFormation receives responses.
 *
 * Its default role can manage the flows in the app instances in use, and disassociate them as the bearers of
 * `disassociateOnDelete`. If deleting a flow must disassociate it from several thousand channels, increase `timeout`.
 *
 * As elsewhere in the AWS CDK, an aspect that changes the function's L1 construct overrides these settings, without validation. If
 * it sets a VPC, the function's default role also gets the permissions that the VPC requires.
 */
@propertyInjectable
export class ChannelFlowProvider extends ProviderBase implements IChannelFlowProvider {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.ChannelFlowProvider';

  /**
   * The provider of a stack, created if there is none yet.
   *
   * @internal
   */
  public static _of(scope: Construct): ChannelFlowProvider {
    return sharedIn(
      scope,
      'ChimeChannelFlowProvider',
      'channelFlowProvider',
      (stack, id) => new ChannelFlowProvider(stack, id),
    );
  }

  public constructor(scope: Construct, id: string, props: ChannelFlowProviderProps = {}) {
    super(scope, id, {
      asset: 'channel-flow',
      description: 'Creates, updates and deletes Amazon Chime SDK channel flows',
      options: props,
      isSubclass: new.target !== ChannelFlowProvider,
    });
  }

  /**
   * Allows the provider to manage the flows of an app instance.
   *
   * @internal
   */
  public _allowManage(scope: Construct, appInstanceArn: string): IDependable[] {
    const flows = `${appInstanceArn}/channel-flow/*`;
    const inAppInstance = this._allowIn(scope, 'ManageFlows', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions: [
          ...WIDER_ACTIONS,
          'chime:DescribeChannelFlow',
          'chime:ListChannelsAssociatedWithChannelFlow',
          'chime:ListTagsForResource',
          'chime:TagResource',
          'chime:UntagResource',
          'chime:UpdateChannelFlow',
        ],
        resources: [flows],
      }),
      new iam.PolicyStatement({
        actions: WIDER_ACTIONS,
        resources: [appInstanceArn, `${appInstanceArn}/channel/*`],
      }),
    ]);
    return [inAppInstance, this._allowVerify(scope)];
  }

  /**
   * Allows the provider to find a flow of an app instance by its name, and to recognize a rollback, which must finish even if
   * the flow is gone.
   *
   * @internal
   */
  public _allowLookup(scope: Construct, appInstanceArn: string): IDependable[] {
    const inAppInstance = this._allowIn(scope, 'LookUpFlows', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows'],
        resources: [appInstanceArn, `${appInstanceArn}/channel-flow/*`],
      }),
    ]);
    return [inAppInstance, this._allowDescribeStack(scope)];
  }

  /**
   * Allows the provider to disassociate flows of an app instance from their channels, as a user or bot.
   *
   * @internal
   */
  public _allowDisassociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[] {
    const actions = ['chime:DescribeChannel', 'chime:DisassociateChannelFlow'];
    const inAppInstance = this._allowIn(scope, 'DisassociateFlows', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions,
        resources: [`${appInstanceArn}/channel/*`, `${appInstanceArn}/channel-flow/*`],
      }),
    ]);
    const asBearer = this._allowIn(scope, 'DisassociateAs', [appInstanceArn, bearerArn], () => [
      new iam.PolicyStatement({ actions, resources: [bearerArn] }),
    ]);
    return [inAppInstance, asBearer];
  }
}

/**
 * The Service Authorization Reference lists the app instance as the resource of the first and last of these, and channels for the
 * other one, which looks like a mistake. The service's actual checks are not documented, so these actions are allowed on all
 * three resource types: none of them affects an app instance or a channel. A single statement keeps the policy small.
 */
const WIDER_ACTIONS = ['chime:CreateChannelFlow', 'chime:DeleteChannelFlow', 'chime:ListChannelFlows'];
