import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import { listAppInstances } from './private/list-app-instances';
import { ProviderBase } from './private/providers/provider-base';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * Properties of a provider of channel flow associations.
 */
export interface ChannelFlowAssociationProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that associates channels with channel flows for CloudFormation.
 *
 * A stack has one, which is made when its first association is. Define one yourself only to put it into a VPC, or to give
 * it a role, a log group or other settings of your own.
 */
export class ChannelFlowAssociationProvider extends ProviderBase {
  /**
   * The provider of a stack, made if it is not there yet.
   *
   * @internal
   */
  public static _of(scope: Construct): ChannelFlowAssociationProvider {
    const id = 'ChimeChannelFlowAssociationProvider';
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(id) as ChannelFlowAssociationProvider | undefined;
    return existing ?? new ChannelFlowAssociationProvider(stack, id);
  }

  public constructor(scope: Construct, id: string, props: ChannelFlowAssociationProviderProps = {}) {
    super(
      scope,
      id,
      'channel-flow-association',
      'Associates channels with Amazon Chime SDK channel flows',
      props,
    );
  }

  /**
   * Allows the provider to associate channels of an app instance with flows, as any of its users and bots: the service
   * itself lets only moderators and admins through.
   *
   * @internal
   */
  public _allowAssociate(scope: Construct, appInstanceArn: string): IDependable {
    return this._allowIn(scope, appInstanceArn, 'AssociateFlows', () => [
      new iam.PolicyStatement({
        actions: ['chime:AssociateChannelFlow', 'chime:DescribeChannel', 'chime:DisassociateChannelFlow'],
        resources: ['bot', 'channel', 'channel-flow', 'user'].map((kind) => `${appInstanceArn}/${kind}/*`),
      }),
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
        resources: [appInstanceArn, `${appInstanceArn}/channel-flow/*`],
      }),
      listAppInstances(scope),
    ]);
  }
}
