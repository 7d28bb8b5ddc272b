import { Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { definitionOf, propertiesOf, targetsIn } from './definitions';
import { unqualified } from './qualified-function';
import { wayBetween } from './way-between';
import { ValidationError } from '../validation';

/**
 * Rejects a reference to a flow in anything that its own processors depend on, such as their environment and the policies of their
 * roles. CloudFormation would report a circular dependency between resources that the user never wrote.
 *
 * It is an aspect, because a reference from another stack fails before anything is validated. A validation then follows the
 * paths through other resources, such as an SSM parameter that holds the ARN of the flow, because these must not be resolved
 * earlier.
 */
export class RefuseFlowInProcessors implements IAspect {
  public static addTo(flow: Construct, processors: lambda.IFunction[]): void {
    const refuse = new RefuseFlowInProcessors(flow, processors);
    Aspects.of(flow).add(refuse, { priority: this.PRIORITY });
    flow.node.addValidation({ validate: () => refuse.findCircles() });
  }

  /** Runs after the aspects that set environments and policies of functions. */
  private static readonly PRIORITY = 1000;

  private constructor(
    private readonly flow: Construct,
    private readonly processors: lambda.IFunction[],
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.flow) return;
    for (const [processor, definition] of this.definitions()) {
      const [, closing] = awaitedBy(definition).find(([awaited]) => this.isOurs(awaited)) ?? [];
      if (closing) throw new ValidationError(problem(processor, [closing]), this.flow);
    }
  }

  private findCircles(): string[] {
    const { defaultChild } = this.flow.node;
    return this.definitions().flatMap(([processor, definition]) => {
      if (!CfnResource.isCfnResource(defaultChild) || defaultChild.stack !== definition.stack) return [];
      const way = wayBetween(definition, defaultChild);
      return way ? [problem(processor, way)] : [];
    });
  }

  /** The functions that this app defines, with their resources. */
  private definitions(): Array<[processor: lambda.IFunction, definition: lambda.CfnFunction]> {
    return this.processors.map(unqualified).flatMap((processor) => {
      const definition = definitionOf(processor.functionArn);
      return lambda.CfnFunction.isCfnFunction(definition) ? [[processor, definition]] : [];
    });
  }

  /** The flow itself, or a resource below it that refers to it, such as an association. The app may define other resources there, too. */
  private isOurs(awaited: IConstruct): boolean {
    const resource = this.flow.node.defaultChild as IConstruct;
    if (awaited === resource) return true;
    return awaited.node.scopes.includes(this.flow) && targetsIn(propertiesOf(awaited), awaited).has(resource);
  }
}

/** @param way the path from the function to the resource that refers to the flow */
function problem(processor: lambda.IFunction, way: IConstruct[]): string {
  const between = way.slice(1, -1).map(({ node }) => node.path);
  const through = between.length > 0 ? `, through ${between.join(' and ')},` : '';
  return (
    `${way.at(-1)!.node.path} must not refer to the flow, because ${processor.node.path} depends on it${through} and the flow depends on` +
    " its processors: in a policy, use 'appInstanceArn' and '/channel-flow/*'; in code, describe the channel of the message to get" +
    " its flow, or pass 'channelFlowName' and find the flow with ListChannelFlows"
  );
}

/** The resources that a resource waits for, directly or indirectly, each with the one that refers to it. */
type Awaited = ReadonlyArray<[awaited: IConstruct, by: IConstruct]>;

/** A cache, because flows share their processors, and nothing changes anymore. */
const AWAITED = new WeakMap<IConstruct, Awaited>();

function awaitedBy(definition: IConstruct): Awaited {
  const known = AWAITED.get(definition);
  if (known) return known;
  const by = new Map<IConstruct, IConstruct>();
  const open = [definition];
  for (let resource = open.pop(); resource; resource = open.pop()) {
    for (const needed of neededBy(resource)) {
      if (by.has(needed)) continue;
      by.set(needed, resource);
      open.push(needed);
    }
  }
  const awaited = [...by];
  AWAITED.set(definition, awaited);
  return awaited;
}

/** The targets of a resource's references and its explicit dependencies. */
function neededBy(resource: IConstruct): IConstruct[] {
  const dependencies = resource.node.scopes.flatMap(({ node }) => node.dependencies);
  return [
    ...targetsIn(referencesOf(resource), resource),
    ...dependencies.flatMap(({ node }) => node.findAll()),
  ];
}

/** The properties in which a function, or the role that it waits for, may refer to a flow. */
function referencesOf(resource: IConstruct): unknown {
  if (lambda.CfnFunction.isCfnFunction(resource)) return [resource.environment, resource.description];
  if (iam.CfnRole.isCfnRole(resource)) return [resource.policies, resource.managedPolicyArns];
  if (iam.CfnPolicy.isCfnPolicy(resource)) return resource.policyDocument;
  return iam.CfnManagedPolicy.isCfnManagedPolicy(resource) ? resource.policyDocument : undefined;
}
