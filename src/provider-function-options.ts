import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Settings for the Lambda function of a provider.
 *
 * Your app's property injectors for `lambda.Function` also apply to this function. They can set its VPC, subnets and security
 * groups, role, log group, environment and key, memory, timeout (30 seconds to 15 minutes) and runtime (Node.js 20 or later). They
 * can't set code, handler, architecture, description, or a `logRetention` in addition to the log group: a warning lists the
 * settings that are left out. An injector that sets defaults, such as `{ vpc, ...props }`, overrides neither your settings nor the
 * defaults for role, log group, memory, timeout, and runtime.
 */
export interface ProviderFunctionOptions {
  /**
   * The execution role of the function. The permissions that the provider needs are added to the role. If the role can't be
   * changed, a warning lists them.
   *
   * @default - a role that can write to the log group and has the permissions that this provider needs
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that the function runs in. The function must be able to reach the endpoints that its provider lists.
   *
   * @default - the function does not run in a VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets that the function runs in.
   *
   * @default - the private subnets of the VPC, if there is one
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function.
   *
   * @default - its own security group, if it runs in a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The log group of the function. The function never logs messages, tags, credentials, or response URLs.
   *
   * @default - its own log group, with a retention of one month, which is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the function: Node.js 20 or later.
   *
   * @default - the latest Node.js runtime in the Region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The timeout of the function, 30 seconds to 15 minutes. The function responds before it times out, even if the service
   * throttles calls or is unreachable. Creations and updates end after two minutes. Only deletions use the full timeout.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * The memory of the function in MiB, 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The key that encrypts the function's environment variables.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;
}
