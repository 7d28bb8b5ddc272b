import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider for app instance admins: an `AppInstanceAdminProvider`.
 *
 * Only classes of this library can implement it, because some of its members are internal.
 */
export interface IAppInstanceAdminProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
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
   * Allows the provider to promote a user or bot of an app instance.
   *
   * @internal
   */
  _allowPromote(scope: Construct, appInstanceArn: string, memberArn: string): IDependable[];
}

/**
 * Properties for an app instance admin provider.
 */
export interface AppInstanceAdminProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that promotes and demotes app instance admins for CloudFormation.
 *
 * By default, a stack has one, created with its first admin. Define your own only to run it in a VPC, or to give it your own role,
 * log group, or other settings.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK identity, AWS CloudFormation, and Amazon S3,
 * where CloudFormation receives responses.
 *
 * Its default role can promote, demote, and tag the `member` of each admin that uses the provider.
 *
 * As elsewhere in the AWS CDK, an aspect that changes the function's L1 construct overrides these settings, without validation. If
 * it sets a VPC, the function's default role also gets the permissions that the VPC requires.
 */
@propertyInjectable
export class AppInstanceAdminProvider extends ProviderBase implements IAppInstanceAdminProvider {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.AppInstanceAdminProvider';

  /**
   * The provider of a stack, created if there is none yet.
   *
   * @internal
   */
  public static _of(scope: Construct): AppInstanceAdminProvider {
    return sharedIn(
      scope,
      'ChimeAppInstanceAdminProvider',
      'appInstanceAdminProvider',
      (stack, id) => new AppInstanceAdminProvider(stack, id),
    );
  }

  public constructor(scope: Construct, id: string, props: AppInstanceAdminProviderProps = {}) {
    super(scope, id, {
      asset: 'app-instance-admin',
      description: 'Promotes and demotes admins of Amazon Chime SDK app instances',
      options: props,
      isSubclass: new.target !== AppInstanceAdminProvider,
    });
  }

  /**
   * Allows the provider to promote a user or bot of an app instance. The policy of a member lasts until its last admin is gone, so
   * that an admin that is replaced can still be demoted.
   *
   * @internal
   */
  public _allowPromote(scope: Construct, appInstanceArn: string, memberArn: string): IDependable[] {
    // the Service Authorization Reference lists app instances, users, and bots for each action, even for the list, which names no
    // member
    const actions = [
      'chime:CreateAppInstanceAdmin',
      'chime:DeleteAppInstanceAdmin',
      'chime:DescribeAppInstanceAdmin',
      'chime:ListAppInstanceAdmins',
    ];
    const inAppInstance = this._allowIn(scope, 'PromoteIn', [appInstanceArn], () => [
      new iam.PolicyStatement({ actions, resources: [appInstanceArn] }),
    ]);
    const member = this._allowIn(scope, 'Promote', [appInstanceArn, memberArn], () => [
      new iam.PolicyStatement({
        actions: [...actions, 'chime:ListTagsForResource', 'chime:TagResource', 'chime:UntagResource'],
        resources: [memberArn],
      }),
    ]);
    return [inAppInstance, member, this._allowVerify(scope)];
  }
}
