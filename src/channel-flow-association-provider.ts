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
   * Allows the provider to associate channels of an app instance with flows, as a user or bot. The policy for that is one of its
   * own: it lasts until the last association with this bearer is gone, whichever bearers the others have by then.
   *
   * @internal
   */
  public _allowAssociate(scope: Construct, appInstanceArn: string, bearerArn: string): IDependable[] {
    const actions = ['chime:AssociateChannelFlow', 'chime:DescribeChannel', 'chime:DisassociateChannelFlow'];
    const inAppInstance = this._allowIn(scope, appInstanceArn, 'AssociateFlows', () => [
      new iam.PolicyStatement({
        actions,
        resources: [`${appInstanceArn}/channel/*`, `${appInstanceArn}/channel-flow/*`],
      }),
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
        resources: [appInstanceArn, `${appInstanceArn}/channel-flow/*`],
      }),
      listAppInstances(scope),
      // whether a deletion is the rollback of a creation, which gives a channel back the flow that it had
      new iam.PolicyStatement({
        actions: ['cloudformation:DescribeStacks'],
        resources: [Stack.of(scope).stackId],
      }),
    ]);
    const asBearer = this._allowIn(scope, bearerArn, 'AssociateAs', () => [
      new iam.PolicyStatement({ actions, resources: [bearerArn] }),
    ]);
    return [inAppInstance, asBearer];
  }
}
