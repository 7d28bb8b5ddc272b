import type { StackSource } from './cloud-assembly';
import type { Properties } from './template';
import type { LocalCloud } from '../cloud';
import { check, must, OBJECT, optional, TEXT, type Rule } from '../inputs';

/** Where a resource is provisioned. */
export interface ProvisioningContext {
  readonly cloud: LocalCloud;
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** When a request that is sent now was sent, in milliseconds since 1970. */
  readonly sentAt: () => number;
  /** Fires when another resource has failed, and this one is not wanted anymore. */
  readonly signal: AbortSignal;
  /** Where the template comes from. */
  readonly source: StackSource;
  /** Environment variables that the user adds to the function. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether resources of a type that does not run here are stubbed. */
  stubsType(type: string): boolean;
  /** A name as CloudFormation makes one up: stack, logical id and a random suffix. */
  physicalName(maximumLength?: number): string;
  /** The ARN of something of this account and region. */
  arn(service: string, resource: string): string;
  /** Where the asset is that was published under an object key. */
  assetPath(objectKey: string): string;
}

/** What a resource is once it is there. */
export interface Provisioned {
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether the attributes are not to be shown. */
  readonly noEcho?: boolean;
  /** Set for a stub, which gives attributes beyond those that it has. */
  readonly stub?: Stub;
}

/** Gives what others ask of a resource that nothing was provisioned for. */
export interface Stub {
  /** What was taken and is only a placeholder: `Ref`, or the name of an attribute. */
  readonly placeholders: ReadonlySet<string>;
  attribute(name: string): unknown;
}

/** A resource as it is, with the resolved properties that it has. */
export interface Existing<P = Properties> extends Provisioned {
  readonly properties: P;
}

/** Brings resources of one type into being, and takes them away. */
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
  /** @default - nothing has to be done */
  delete?(existing: Existing<P>, context: ProvisioningContext): Promise<void> | void;
}

/** An update of a resource whose properties nothing here acts on: it stays what it is. */
export function unchanged({ physicalId, attributes }: Provisioned): Provisioned {
  return { physicalId, attributes };
}

/** What properties must be for a provisioner to read them; `required` ones cannot be left out. */
export interface PropertyRules<P> {
  readonly required?: Partial<Record<keyof P, Rule>>;
  readonly optional?: Partial<Record<keyof P, Rule>>;
}

/** A provisioner for properties of a certain shape, as one for whatever the template says, which it checks. */
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

/** As CloudFormation does, a number in the place of a text becomes one. */
function withTexts<P>(properties: P, rules: readonly (readonly [string, Rule | undefined])[]): P {
  const texts = rules.flatMap(([name, rule]) => {
    const value = (properties as Record<string, unknown>)[name];
    const isText = rule === TEXT && (typeof value === 'number' || typeof value === 'boolean');
    return isText ? [[name, String(value)] as const] : [];
  });
  return texts.length === 0 ? properties : { ...properties, ...Object.fromEntries(texts) };
}

/** The rule for an object with members that something here reads; it may have others. */
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

/** The rule for a whole number, which may be a text in a template. */
export function wholeNumber(least: number, most: number): Rule {
  const isWhole = (value: unknown) =>
    /^\d+$/.test(String(value)) && Number(value) >= least && Number(value) <= most;
  return must(`a whole number from ${least} to ${most}`, (value) => !Array.isArray(value) && isWhole(value));
}

/** An update that was refused before anything was tried: the resource is as it was. */
export class UpdateRefused extends Error {}

/** A resource that could not be created, but may have left something behind under a physical id. */
export class CreationFailed extends Error {
  public constructor(
    message: string,
    /** What the resource is deleted by. */
    public readonly physicalId: string,
  ) {
    super(message);
  }
}
