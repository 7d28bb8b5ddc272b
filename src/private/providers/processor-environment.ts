import { Aspects, type IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { definitionOf, targetsIn } from './definitions';
import { unqualified } from './qualified-function';
import { ValidationError } from '../validation';

/**
 * Refuses a reference to a flow in the environment of its own processors. CloudFormation would tell of a circle of resources that
 * were never written down. An aspect, because a reference from another stack fails before anything is validated.
 */
export class RefuseFlowInEnvironment implements IAspect {
  public static addTo(flow: Construct, processors: lambda.IFunction[]): void {
    Aspects.of(flow).add(new RefuseFlowInEnvironment(flow, processors), { priority: this.PRIORITY });
  }

  /** Runs after the aspects that set the environments of functions. */
  private static readonly PRIORITY = 1000;

  private constructor(
    private readonly flow: Construct,
    private readonly processors: lambda.IFunction[],
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.flow) return;
    const processor = this.processors.find((fn) => this.isKnownTo(fn));
    if (!processor) return;
    throw new ValidationError(
      `the environment of ${processor.node.path} must not refer to the flow that it is a processor of, as the flow waits for its` +
        " processors: describe the channel of the message to learn its flow, or pass 'channelFlowName' and find the flow by" +
        ' ListChannelFlows',
      this.flow,
    );
  }

  private isKnownTo(fn: lambda.IFunction): boolean {
    const definition = definitionOf(unqualified(fn).functionArn);
    if (!lambda.CfnFunction.isCfnFunction(definition)) return false;
    const targets = targetsIn(definition.environment, definition);
    return [...targets].some((target) => target.node.scopes.includes(this.flow));
  }
}
