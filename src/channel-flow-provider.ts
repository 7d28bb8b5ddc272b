import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import { listAppInstances } from './private/list-app-instances';
import { ProviderBase } from './private/providers/provider-base';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * Properties of a provider of channel flows.
 */
export interface ChannelFlowProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that creates, updates, deletes and looks up channel flows for CloudFormation.
 *
 * A stack has one, which is made when its first flow is. Define one yourself only to put it into a VPC, or to give it a
 * role, a log group or other settings of your own.
 */
export class ChannelFlowProvider extends ProviderBase {
  /**
   * The provider of a stack, made if it is not there yet.
   *
   * @internal
   */
  public static _of(scope: Construct): ChannelFlowProvider {
    const id = 'ChimeChannelFlowProvider';
    const stack = Stack.of(scope);
    return (
      (stack.node.tryFindChild(id) as ChannelFlowProvider | undefined) ?? new ChannelFlowProvider(stack, id)
    );
  }

  public constructor(scope: Construct, id: string, props: ChannelFlowProviderProps = {}) {
    super(scope, id, 'channel-flow', 'Creates, updates and deletes Amazon Chime SDK channel flows', props);
  }

  /**
   * Allows the provider to manage the flows of an app instance.
   *
   * @internal
   */
  public _allowManage(scope: Construct, appInstanceArn: string): IDependable {
    const flows = `${appInstanceArn}/channel-flow/*`;
    return this._allowIn(scope, appInstanceArn, 'ManageFlows', () => [
      new iam.PolicyStatement({
        actions: ['chime:CreateChannelFlow', 'chime:ListChannelFlows'],
        // the service authorization reference says app instance for one and channel flow for the other; which of them
        // the service checks is not documented
        resources: [appInstanceArn, flows],
      }),
      new iam.PolicyStatement({
        actions: [
          'chime:ListChannelsAssociatedWithChannelFlow',
          'chime:ListTagsForResource',
          'chime:TagResource',
          'chime:UntagResource',
          'chime:UpdateChannelFlow',
        ],
        resources: [flows],
      }),
      new iam.PolicyStatement({
        actions: ['chime:DeleteChannelFlow'],
        // the reference says channel, which looks like a slip
        resources: [flows, `${appInstanceArn}/channel/*`],
      }),
      listAppInstances(scope),
    ]);
  }

  /**
   * Allows the provider to find a flow of an app instance by its name.
   *
   * @internal
   */
  public _allowLookup(scope: Construct, appInstanceArn: string): IDependable {
    return this._allowIn(scope, appInstanceArn, 'LookUpFlows', () => [
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
    const inAppInstance = this._allowIn(scope, appInstanceArn, 'DisassociateFlows', () => [
      new iam.PolicyStatement({
        actions,
        resources: [`${appInstanceArn}/channel/*`, `${appInstanceArn}/channel-flow/*`],
      }),
    ]);
    const asBearer = this._allowIn(scope, bearerArn, 'DisassociateAs', () => [
      new iam.PolicyStatement({ actions, resources: [bearerArn] }),
    ]);
    return [inAppInstance, asBearer];
  }
}
