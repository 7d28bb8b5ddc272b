import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider of channel flows: a `ChannelFlowProvider`.
 *
 * Only the classes of this library implement it, because some of its members are internal.
 */
export interface IChannelFlowProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
  /**
   * The service token of custom resources: the ARN of the provider's function.
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
  _allowLookup(scope: Construct, appInstanceArn: string): IDependable;

  /**
   * Allows the provider to disassociate flows of an app instance from their channels, as a user or bot.
   *
   * @internal
   */
  _allowDisassociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[];
}

/**
 * Properties of a provider of channel flows.
 */
export interface ChannelFlowProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that creates, updates, deletes and looks up channel flows for CloudFormation.
 *
 * A stack has one by default, which is created with its first flow. Define one yourself only to put it into a VPC, or to give
 * it a role, a log group or other settings of your own.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK messaging and identity, of AWS CloudFormation,
 * and of Amazon S3, where CloudFormation receives responses.
 *
 * Its default role may manage the flows of the app instances in use, and disassociate them as the bearers of
 * `disassociateOnDelete`. Increase `timeout` to disassociate a flow from several thousand channels when it is deleted.
 *
 * An aspect that changes the L1 of the function has the last word, as everywhere in AWS CDK: what it sets is not validated.
 * If it sets a VPC, the function's own role allows what the function needs there.
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
   * Allows the provider to find a flow of an app instance by its name.
   *
   * @internal
   */
  public _allowLookup(scope: Construct, appInstanceArn: string): IDependable {
    return this._allowIn(scope, 'LookUpFlows', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows'],
        resources: [appInstanceArn, `${appInstanceArn}/channel-flow/*`],
      }),
    ]);
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
 * For the first and last of these the service authorization reference names the app instance, for the other one channels, which
 * looks like a slip. Which the service checks is not documented, so these are allowed on all: none of them does anything to an
 * app instance or a channel. One statement for the three keeps the policy small.
 */
const WIDER_ACTIONS = ['chime:CreateChannelFlow', 'chime:DeleteChannelFlow', 'chime:ListChannelFlows'];
