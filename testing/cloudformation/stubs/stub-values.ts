import { createHash } from 'node:crypto';
import type { Properties } from '../template';
import { resourceForm, type ResourceForm } from './resource-form';

/** The resource that a stub replaces, and its environment. */
export interface StubSubject {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly properties: Properties;
  readonly environment: { readonly partition: string; readonly region: string; readonly account: string };
}

/** Values that replace those of a stub. */
export interface StubOverride {
  /** The value of `Ref`. */
  readonly ref?: string;
  /** The values of `Fn::GetAtt`, by attribute. They can include attributes that are newer than this library. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** The values of a stub that others use: in the format of its type, or marked placeholders. */
export class StubValues {
  /** The values that were used and have no known format: `Ref`, or the names of attributes. */
  public readonly placeholders = new Set<string>();
  private readonly form: ResourceForm;

  public constructor(
    private readonly subject: StubSubject,
    private readonly override: StubOverride = {},
  ) {
    this.form = resourceForm(subject.type);
  }

  public ref(): string {
    if (this.override.ref !== undefined) return this.override.ref;
    const { identifiers, arnAttributes } = this.form;
    if (identifiers.length === 0) return this.placeholder('Ref');
    return identifiers
      .map(({ name, isMadeUp }) => {
        if (arnAttributes.includes(name)) return this.attribute(name) as string;
        return this.property(name) ?? (isMadeUp ? this.placeholder('Ref') : this.name());
      })
      .join('|');
  }

  public attribute(name: string): unknown {
    const { attributes = {} } = this.override;
    if (Object.hasOwn(attributes, name)) return attributes[name];
    const { arn, arnAttributes, identifiers, kinds } = this.form;
    if (arnAttributes.includes(name) && arn !== undefined) return this.arn(arn);
    const given = this.subject.properties[name];
    if (given !== undefined) return given;
    if (identifiers.length === 1 && identifiers[0]!.name === name && !arnAttributes.includes(name)) {
      return this.ref();
    }
    switch (kinds.get(name)) {
      case 'number':
        return this.unknown(name, 0);
      case 'boolean':
        return this.unknown(name, false);
      case 'list':
        return [this.placeholder(name)];
      default:
        return this.placeholder(name);
    }
  }

  /** The attributes that the schema defines, even if none is used. */
  public known(): Record<string, unknown> {
    const { arn, arnAttributes } = this.form;
    const arns = arn === undefined ? [] : arnAttributes.map((name) => [name, this.arn(arn)] as const);
    return { ...Object.fromEntries(arns), ...this.override.attributes };
  }

  private arn(template: string): string {
    const { partition, region, account } = this.subject.environment;
    const place: Record<string, string> = { Partition: partition, Region: region, Account: account };
    const rest = template.replace(
      /\$\{(\w+)\}/g,
      (_, variable: string) => place[variable] ?? this.named(variable),
    );
    return `arn:${partition}:${rest}`;
  }

  /** A name in the format of an ARN: `StreamName` is the property `Name` of a `Stream`. */
  private named(variable: string): string {
    const [, , type = ''] = this.subject.type.split('::');
    return (
      this.property(variable) ?? this.property(variable.replace(type, '')) ?? this.identifier() ?? this.name()
    );
  }

  /** The identifier of the resource, unless it is the ARN. */
  private identifier(): string | undefined {
    const { identifiers, arnAttributes } = this.form;
    const [only, ...others] = identifiers;
    if (!only || others.length > 0 || arnAttributes.includes(only.name)) return undefined;
    return this.ref();
  }

  private property(name: string): string | undefined {
    const value = this.subject.properties[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /**
   * A name like those that CloudFormation generates, in letters that every service accepts; always the same for one
   * resource.
   */
  private name(): string {
    const { stackName, stackId, logicalId } = this.subject;
    const suffix = createHash('sha256').update(`${stackId} ${logicalId}`).digest('hex').slice(0, 12);
    return `${stackName}-${logicalId}`.toLowerCase().slice(0, 50) + `-${suffix}`;
  }

  private unknown<T>(name: string, value: T): T {
    this.placeholders.add(name);
    return value;
  }

  /** A value that can be passed on and shows where it comes from; ARNs and URLs can be parsed. */
  private placeholder(name: string): string {
    const { logicalId, environment } = this.subject;
    const text = `stub-of-${logicalId}.${name}`;
    const { partition, region, account } = environment;
    if (/arns?$/i.test(name)) return this.unknown(name, `arn:${partition}:stub:${region}:${account}:${text}`);
    if (/ur[il]$/i.test(name)) return this.unknown(name, `https://${text.toLowerCase()}.invalid/`);
    return this.unknown(name, text);
  }
}
