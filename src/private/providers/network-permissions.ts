import { Aspects, type IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/**
 * The EC2 permissions that a function in a VPC needs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function networkInterfaces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}

/** Allows a function to run in a VPC that an aspect sets: otherwise, Lambda refuses to create it. */
export class AllowNetworkOfAspects implements IAspect {
  /** @param policy a policy of the function's role, which is rendered after all aspects */
  public static addTo(fn: lambda.Function, policy: iam.PolicyDocument): void {
    Aspects.of(fn).add(new AllowNetworkOfAspects(fn, policy), { priority: this.PRIORITY });
  }

  /** Runs after the aspects that change functions. */
  private static readonly PRIORITY = 1000;

  private constructor(
    private readonly fn: lambda.Function,
    private readonly policy: iam.PolicyDocument,
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.fn.node.defaultChild || this.fn.isBoundToVpc) return;
    const { vpcConfig } = node as lambda.CfnFunction;
    if (vpcConfig) this.policy.addStatements(networkInterfaces());
  }
}
