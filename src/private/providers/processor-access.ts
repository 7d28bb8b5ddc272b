import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RolePolicy } from './role-policy';
import { sharedIn } from './shared-in';
import { hashOf, identityOf, readable } from '../validation';

/**
 * The service principal of the messaging namespace.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
const SERVICE_PRINCIPAL = 'messaging.chime.amazonaws.com';

/**
 * The permissions that make a function a processor in an app instance: the service may invoke it, and it may call back.
 *
 * There is one per function and app instance in a stack, regardless of how many flows use it. It is in the flows' stack, because
 * permissions in the function's own stack would make the two stacks depend on each other.
 */
export class ProcessorAccess extends Construct {
  public static of(scope: Construct, fn: lambda.IFunction, appInstanceArn: string): ProcessorAccess {
    const stack = Stack.of(scope);
    const id = `ChimeProcessor${hashOf(identityOf(stack, fn.functionArn), identityOf(stack, appInstanceArn))}`;
    return sharedIn(stack, id, 'construct', () => new ProcessorAccess(stack, id, fn, appInstanceArn));
  }

  private constructor(scope: Construct, id: string, fn: lambda.IFunction, appInstanceArn: string) {
    super(scope, id);
    this.allowInvoke(fn, appInstanceArn);
    this.allowCallback(fn, appInstanceArn);
  }

  private allowInvoke(fn: lambda.IFunction, appInstanceArn: string): void {
    const sourceAccount = Stack.of(this).account;
    // The wildcard covers both readings of the documentation: the app instance itself, and everything below it.
    const sourceArn = `${appInstanceArn}*`;
    fn.addPermission('Invoke', {
      scope: this,
      principal: new iam.ServicePrincipal(SERVICE_PRINCIPAL),
      sourceAccount,
      sourceArn,
    });
    if (this.node.tryFindChild('Invoke')) return;
    this.warn(
      fn,
      'invoke-permission',
      `Amazon Chime SDK messaging is not allowed to invoke ${fn.node.path}, and its resource policy cannot be changed by this app:` +
        ` add a statement that allows ${SERVICE_PRINCIPAL} lambda:InvokeFunction with aws:SourceAccount ${readable(sourceAccount, this)} and` +
        ` aws:SourceArn like ${readable(sourceArn, this)}`,
    );
  }

  private allowCallback(fn: lambda.IFunction, appInstanceArn: string): void {
    const channels = `${appInstanceArn}/channel/*`;
    const statement = new iam.PolicyStatement({
      actions: ['chime:ChannelFlowCallback'],
      resources: [channels],
    });
    if (fn.role && new RolePolicy(this, 'Callback', fn.role, [statement]).reachesRole) return;
    this.warn(
      fn,
      'callback-permission',
      `the role of ${fn.node.path} ${fn.role ? 'cannot be changed by this app' : 'is not known'}: make sure that it allows` +
        ` chime:ChannelFlowCallback on ${readable(channels, this)}`,
    );
  }

  private warn(fn: lambda.IFunction, id: string, message: string): void {
    Annotations.of(fn).addWarningV2(`cdk-chime-sdk-messaging:${id}`, message);
  }
}
