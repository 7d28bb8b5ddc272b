import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import { ProviderBase } from '../providers/provider-base';
import type { RolePolicy } from '../providers/role-policy';

/** The function behind a processor guard, made as those of the providers are. */
export class GuardFunction extends ProviderBase {
  public constructor(scope: Construct, id: string, options: ProviderFunctionOptions) {
    const description = 'Settles Amazon Chime SDK messages whose processor failed';
    const settings = { timeout: Duration.seconds(30), ...options };
    super(scope, id, 'processor-guard', description, settings, 'guard-permission');
  }

  public get function(): lambda.Function {
    return this.node.findChild('Function') as lambda.Function;
  }

  public get functionArn(): string {
    return this.serviceToken;
  }

  /** Allows the function to call back for the messages of an app instance; the policy is in the stack of the flow. */
  public allowCallback(flow: Construct, appInstanceArn: string): RolePolicy {
    const policy = this._allowIn(flow, appInstanceArn, 'GuardMessages', () => [
      new iam.PolicyStatement({
        actions: ['chime:ChannelFlowCallback'],
        resources: [`${appInstanceArn}/channel/*`],
      }),
    ]);
    return policy as RolePolicy;
  }
}
