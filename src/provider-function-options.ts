import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Settings of the Lambda function behind a provider.
 */
export interface ProviderFunctionOptions {
  /**
   * The role that the function runs as. What the provider needs is added to it; if it cannot be changed from here, a warning
   * says what it has to allow.
   *
   * @default - a role that may write to its log group, and manage channel flows in the app instances in use
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that the function runs in. It needs a way to the endpoints of Amazon Chime SDK messaging and identity, and
   * to Amazon S3, where CloudFormation receives responses.
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
   * Where the function logs. It never logs messages, tags, credentials or response URLs.
   *
   * @default - a log group of its own, kept for one month and removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The runtime of the function: Node.js 20 or newer.
   *
   * @default - the newest Node.js runtime of the region
   */
  readonly runtime?: lambda.Runtime;

  /**
   * How long the function may run, 30 seconds to 15 minutes. It responds before that, also when the service is throttling or
   * unreachable. Only deletions take all of it: removing a flow from more than some thousand channels needs more than
   * the default. Creations and changes end after two minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * The memory of the function, in MiB.
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
