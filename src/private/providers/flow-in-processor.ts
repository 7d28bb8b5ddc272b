import { Aspects, type IAspect } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { definitionOf, targetsIn } from './definitions';
import { unqualified } from './qualified-function';
import { ValidationError } from '../validation';

/**
 * Refuses a reference to a flow in what its own processors wait for: their environment, and the policies of their roles.
 * CloudFormation would tell of a circle of resources that were never written down. An aspect, because a reference from another
 * stack fails before anything is validated.
 */
export class RefuseFlowInProcessors implements IAspect {
  public static addTo(flow: Construct, processors: lambda.IFunction[]): void {
    Aspects.of(flow).add(new RefuseFlowInProcessors(flow, processors), { priority: this.PRIORITY });
  }

  /** Runs after the aspects that set environments and policies of functions. */
  private static readonly PRIORITY = 1000;

  private constructor(
    private readonly flow: Construct,
    private readonly processors: lambda.IFunction[],
  ) {}

  public visit(node: IConstruct): void {
    if (node === this.flow) this.processors.forEach((fn) => this.validate(fn));
  }

  private validate(fn: lambda.IFunction): void {
    const { functionArn, node } = unqualified(fn);
    const definition = definitionOf(functionArn);
    if (!lambda.CfnFunction.isCfnFunction(definition)) return;
    if (this.isIn(definition.environment, definition)) {
      throw this.error(
        `the environment of ${node.path}`,
        "describe the channel of the message to learn its flow, or pass 'channelFlowName' and find the flow by ListChannelFlows",
      );
    }
    if (policiesOf(fn).some((policy) => this.isIn(policy.policyDocument, policy))) {
      throw this.error(
        `a policy of the role of ${node.path}`,
        "allow the actions on the flows of the app instance, by 'appInstanceArn' and '/channel-flow/*'",
      );
    }
  }

  private isIn(value: unknown, scope: IConstruct): boolean {
    return [...targetsIn(value, scope)].some((target) => target.node.scopes.includes(this.flow));
  }

  private error(subject: string, advice: string): ValidationError {
    return new ValidationError(
      `${subject} must not refer to the flow that it is a processor of, as the flow waits for its processors: ${advice}`,
      this.flow,
    );
  }
}

/** What a function waits for: the policies that are made with its role. */
function policiesOf({ role }: lambda.IFunction): CfnPolicy[] {
  return role?.node.findAll().filter((node) => CfnPolicy.isCfnPolicy(node)) ?? [];
}
