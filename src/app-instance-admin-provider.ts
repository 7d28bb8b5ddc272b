import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { ProviderBase, sharedIn } from './private/providers';
import type { ProviderFunctionOptions } from './provider-function-options';

/**
 * A provider of app instance admins: an `AppInstanceAdminProvider`.
 *
 * Only the classes of this library implement it, because some of its members are internal.
 */
export interface IAppInstanceAdminProvider extends IConstruct, iam.IGrantable, ec2.IConnectable {
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
   * Allows the provider to promote a user or bot of an app instance.
   *
   * @internal
   */
  _allowPromote(scope: Construct, appInstanceArn: string, memberArn: string): IDependable[];
}

/**
 * Properties of a provider of app instance admins.
 */
export interface AppInstanceAdminProviderProps extends ProviderFunctionOptions {}

/**
 * The Lambda function that promotes and demotes admins of app instances for CloudFormation.
 *
 * A stack has one by default, which is created with its first admin. Define one yourself only to put it into a VPC, or to give it
 * a role, a log group or other settings of your own.
 *
 * In a VPC, the function must be able to reach the endpoints of Amazon Chime SDK identity, of AWS CloudFormation, and of Amazon
 * S3, where CloudFormation receives responses.
 *
 * Its default role may promote, demote and tag the members of the admins in use.
 *
 * An aspect that changes the L1 of the function has the last word, as everywhere in AWS CDK: what it sets is not validated.
 * If it sets a VPC, the function's own role allows what the function needs there.
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
   * that one that is replaced can still be demoted.
   *
   * @internal
   */
  public _allowPromote(scope: Construct, appInstanceArn: string, memberArn: string): IDependable[] {
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
