import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Settings of the Lambda function behind a provider.
 *
 * Property injectors of your app on `lambda.Function` apply to this function as well. They can set its VPC, subnets and security
 * groups, role, log group, environment and key, memory, timeout (30 seconds to 15 minutes) and runtime (Node.js 20 or newer).
 * Code, handler, architecture, description, and a `logRetention` beside the log group are left out, and a warning says so. An
 * injector that sets defaults, as `{ vpc, ...props }` does, replaces neither your settings nor the defaults for role, log group,
 * memory, timeout and runtime.
 */
export interface ProviderFunctionOptions {
  /**
   * The execution role of the function. The permissions that the provider needs are added to it. If it can't be changed, a warning
   * lists them.
   *
   * @default - a role that is allowed to write to its log group, and to do what this provider needs
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
   * @default - a security group of its own, if it runs in a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The log group of the function. The function never logs messages, tags, credentials or response URLs.
   *
   * @default - a log group of its own, kept for one month and removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the function: Node.js 20 or newer.
   *
   * @default - the newest Node.js runtime of the Region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * How long the function may run, 30 seconds to 15 minutes. It responds before that, also when the service is throttling or
   * unreachable. Creations and updates end after two minutes; only deletions use all of the time.
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
   * The key that encrypts the function's environment.
   *
   * @default - a key that AWS Lambda owns
   */
  readonly environmentEncryption?: kms.IKey;
}
