import { CfnResource, DefaultTokenResolver, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The only resource of this app that a value refers to, even if the reference is only a part of the value. */
export function definitionIn(value: string, scope: IConstruct): CfnResource | undefined {
  const [target, ...others] = targetsIn(value, scope);
  return others.length === 0 && CfnResource.isCfnResource(target) ? target : undefined;
}

/** The constructs that a value refers to. */
export function targetsIn(value: unknown, scope: IConstruct): ReadonlySet<IConstruct> {
  const resolver = new Targets();
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return resolver.targets;
}

/** The resource of this app that a value refers to, if the value is exactly one reference. */
export function definitionOf(value: string): CfnResource | undefined {
  const { length, firstToken } = Tokenization.reverseString(value);
  const target = length === 1 && Reference.isReference(firstToken) ? firstToken.target : undefined;
  return CfnResource.isCfnResource(target) ? target : undefined;
}

/** The properties of any resource, by their names in the template; other constructs have none. */
export function propertiesOf(resource: IConstruct): Readonly<Record<string, unknown>> {
  const { cfnProperties = {} } = resource as { cfnProperties?: Readonly<Record<string, unknown>> };
  return cfnProperties;
}

/** Collects the targets of the references in a value. */
class Targets extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  public constructor() {
    super(new StringConcat());
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    if (Reference.isReference(token)) this.targets.add(token.target);
    return super.resolveToken(...args);
  }
}
