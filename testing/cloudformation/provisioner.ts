import type { StackSource } from './cloud-assembly';
import type { Properties } from './template';
import type { LocalCloud } from '../cloud';
import { check, must, OBJECT, optional, TEXT, type Rule } from '../inputs';

/** The context in which a resource is provisioned. */
export interface ProvisioningContext {
  readonly cloud: LocalCloud;
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** The time at which a request that is sent now counts as sent, in milliseconds since 1970. */
  readonly sentAt: () => number;
  /** Fires when another resource has failed and this one is no longer needed. */
  readonly signal: AbortSignal;
  /** The source of the template. */
  readonly source: StackSource;
  /** Environment variables that the user adds to the function. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether resources of a type that does not run here are stubbed. */
  stubsType(type: string): boolean;
  /** A name in the format that CloudFormation generates: stack, logical id, and a random suffix. */
  physicalName(maximumLength?: number): string;
  /** The ARN of a resource in this account and Region. */
  arn(service: string, resource: string): string;
  /** The path of the asset that was published under an object key. */
  assetPath(objectKey: string): string;
}

/** The state of a resource once it exists. */
export interface Provisioned {
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether to mask the attributes. */
  readonly noEcho?: boolean;
  /** Set for a stub, which can provide attributes beyond its own. */
  readonly stub?: Stub;
}

/** Provides the values that others use from a resource that was not provisioned. */
export interface Stub {
  /** The values that others used and that are only placeholders: `Ref`, or the name of an attribute. */
  readonly placeholders: ReadonlySet<string>;
  attribute(name: string): unknown;
}

/** An existing resource, with its resolved properties. */
export interface Existing<P = Properties> extends Provisioned {
  readonly properties: P;
}

/** Creates, updates, and deletes the resources of one type. */
export interface Provisioner<P = Properties> {
  /** The properties that cannot be changed in place: the resource is replaced. */
  readonly replacedBy?: readonly (keyof P & string)[];
  create(properties: P, context: ProvisioningContext): Promise<Provisioned> | Provisioned;
  /**
   * Changes a resource in place; another physical id in the result means that it was replaced.
   * @default - every change replaces the resource
   */
  update?(
    existing: Existing<P>,
    properties: P,
    context: ProvisioningContext,
  ): Promise<Provisioned> | Provisioned;
  /** @default - there is nothing to do */
  delete?(existing: Existing<P>, context: ProvisioningContext): Promise<void> | void;
}

/** The update of a resource whose properties have no effect here: it stays the same. */
export function unchanged({ physicalId, attributes }: Provisioned): Provisioned {
  return { physicalId, attributes };
}

/** Checks that make properties safe to read for a provisioner; `required` ones cannot be omitted. */
export interface PropertyRules<P> {
  readonly required?: Partial<Record<keyof P, Rule>>;
  readonly optional?: Partial<Record<keyof P, Rule>>;
}

/** Turns a provisioner for typed properties into one that accepts any template, and checks its properties. */
export function provisioner<P>(definition: Provisioner<P>, rules: PropertyRules<P> = {}): Provisioner {
  const { create, update, ...others } = definition;
  const checked = (properties: P) => {
    const required = Object.entries<Rule | undefined>(rules.required ?? {});
    const free = Object.entries<Rule | undefined>(rules.optional ?? {});
    const given = withTexts(properties, [...required, ...free]);
    for (const [name, rule] of required) check(`'${name}'`, given[name as keyof P], rule!);
    for (const [name, rule] of free) check(`'${name}'`, given[name as keyof P], optional(rule!));
    return given;
  };
  return {
    ...others,
    create: (properties: P, context) => create(checked(properties), context),
    ...(update && {
      update: (existing: Existing<P>, properties: P, context) =>
        update(existing, checked(properties), context),
    }),
  } as Provisioner<P> as unknown as Provisioner;
}

/** Like CloudFormation, converts numbers to text where text is expected. */
function withTexts<P>(properties: P, rules: readonly (readonly [string, Rule | undefined])[]): P {
  const texts = rules.flatMap(([name, rule]) => {
    const value = (properties as Record<string, unknown>)[name];
    const isText = rule === TEXT && (typeof value === 'number' || typeof value === 'boolean');
    return isText ? [[name, String(value)] as const] : [];
  });
  return texts.length === 0 ? properties : { ...properties, ...Object.fromEntries(texts) };
}

/** The rule for an object with these members; it can have others. */
export function objectWith(members: Readonly<Record<string, Rule>>): Rule {
  return (value, path) => {
    const problem = OBJECT(value, path);
    if (problem !== undefined) return problem;
    for (const [name, rule] of Object.entries(members)) {
      const wrong = rule((value as Record<string, unknown>)[name]);
      if (wrong !== undefined) return `is not valid: ${name} ${wrong}`;
    }
    return undefined;
  };
}

/** The rule for a whole number, which can be text in a template. */
export function wholeNumber(least: number, most: number): Rule {
  const isWhole = (value: unknown) =>
    /^\d+$/.test(String(value)) && Number(value) >= least && Number(value) <= most;
  return must(`a whole number from ${least} to ${most}`, (value) => !Array.isArray(value) && isWhole(value));
}

/** An update that was refused before anything was changed: the resource is as before. */
export class UpdateRefused extends Error {}

/** A resource that could not be created, but may have left something under a physical id. */
export class CreationFailed extends Error {
  public constructor(
    message: string,
    /** The id for deleting the resource. */
    public readonly physicalId: string,
  ) {
    super(message);
  }
}
