import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import { ProviderBase, type RolePolicy } from '../providers';

/** The function of a processor guard, created like the functions of providers. */
export class GuardFunction extends ProviderBase {
  public constructor(scope: Construct, id: string, options: ProviderFunctionOptions) {
    super(scope, id, {
      asset: 'processor-guard',
      description: 'Settles Amazon Chime SDK messages whose processor failed',
      options: { ...options, timeout: Duration.seconds(30), memorySize: undefined },
      isSubclass: false,
      permissionWarning: 'guard-permission',
    });
  }

  /** Allows the function to call back for the messages of an app instance; the policy is in the stack of the scope. */
  public allowCallback(scope: Construct, appInstanceArn: string): RolePolicy {
    return this._allowIn(scope, 'GuardMessages', [appInstanceArn], () => [
      new iam.PolicyStatement({
        actions: ['chime:ChannelFlowCallback'],
        resources: [`${appInstanceArn}/channel/*`],
      }),
    ]);
  }
}
