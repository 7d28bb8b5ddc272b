import { attributeValue, member } from './attribute-value';
import type { StackSource } from './cloud-assembly';
import { decideConditions, type DecidedTemplate } from './conditions';
import { logicalIdAt, pathsOfStack } from './construct-paths';
import { dependencyGraph, type DependencyGraph } from './dependencies';
import { resolveDynamicReferences } from './dynamic-references';
import {
  isScalar,
  NO_VALUE,
  references,
  resolve,
  unsupportedIntrinsic,
  type IntrinsicScope,
} from './intrinsics';
import { parameterValues } from './parameters';
import { labelOf } from './resource-names';
import type { ResourceState } from './resource-state';
import { stackOutput } from './stack-outputs';
import { stubWith } from './stub-advice';
import { attributesOf } from './stubs';
import type { Properties, Template, TemplateResource } from './template';
import {
  checkPolicy,
  checkRules,
  formatError,
  hasLanguageExtensions,
  isExportName,
  unresolved,
} from './validation';
import type { LocalCloud } from '../cloud';
import { check, OBJECT } from '../inputs';

const DEFAULT_BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** Newer than any required version. */
const BOOTSTRAP_VERSION = '999';

/** The fixed properties of a stack. */
export interface StackEnvironment {
  readonly cloud: LocalCloud;
  readonly stackName: string;
  readonly stackId: string;
  /** Whether resources of a type that does not run here are stubbed. */
  readonly stubsType: (type: string) => boolean;
}

/** The current states of a stack's resources, by logical id. */
export type ResourceStates = ReadonlyMap<string, ResourceState>;

/** The target state of a stack: a template with its parameters, and the order of the changes. */
export class StackPlan {
  public readonly resources: Readonly<Record<string, TemplateResource>>;
  public readonly graph: DependencyGraph;
  /** Logical ids by construct path. */
  public readonly constructPaths: ReadonlyMap<string, string>;
  /** The names of the exports that have been used so far. */
  public readonly imports = new Set<string>();
  private readonly template: Template;
  private readonly decided: DecidedTemplate;
  private readonly parameters: ReadonlyMap<string, unknown>;

  /** @throws for every problem with the template that can be found before the work begins */
  public constructor(
    public readonly source: StackSource,
    parameters: Readonly<Record<string, string>>,
    private readonly environment: StackEnvironment,
  ) {
    this.template = source.template;
    const { storedParameters } = environment.cloud;
    this.constructPaths = pathsOfStack(source.constructPaths);
    // an environment counts as bootstrapped with any qualifier
    const stored = (name: string) =>
      storedParameters.get(name) ?? (name === bootstrapParameter(source) ? BOOTSTRAP_VERSION : undefined);
    this.parameters = parameterValues(this.template, parameters, stored);
    const resolveEarly = (value: unknown) => resolve(value, this.scope(new Map()));
    checkRules(this.template, resolveEarly);
    this.decided = decideConditions(this.template, resolveEarly);
    this.resources = withPolicies(this.decided.resources, resolveEarly);
    this.graph = dependencyGraph(this.resources);
    this.refuseUnknown();
    this.checkExports();
  }

  /** Two outputs can export the same name, as long as only one of their conditions is true. */
  private checkExports(): void {
    const exported = Object.values(this.decided.outputs).flatMap(({ Export: given }) => given ?? []);
    const names = exported.map(({ Name: name }) => String(resolve(name, this.scope(new Map()))));
    const odd = names.find((name) => !isExportName(name));
    if (odd !== undefined) {
      throw formatError(
        `the Name of an Export must consist only of alphanumeric characters, colons, or hyphens, got '${odd}'`,
      );
    }
    const duplicates = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
    if (duplicates.length === 0) return;
    throw formatError(
      `The Outputs section contains duplicate Export names: [${duplicates.join(', ')}]. Specify a unique name for each export.`,
    );
  }

  /** Refuses references without a target, and functions that can't be evaluated here, in resources and outputs. */
  private refuseUnknown(): void {
    const resources = Object.entries(this.resources).map(
      ([id, { Properties }]) => ['Resources', id, Properties] as const,
    );
    const outputs = Object.entries(this.decided.outputs).map(
      ([id, output]) => ['Outputs', id, output] as const,
    );
    for (const [section, id, part] of [...resources, ...outputs]) {
      const unsupported = unsupportedIntrinsic(part, hasLanguageExtensions(this.template));
      if (unsupported !== undefined) {
        throw new Error(
          `the intrinsic function ${unsupported} in ${id} is not supported by the local deployment`,
        );
      }
      const unknown = references(part).find((name) => !this.isKnown(name));
      if (unknown !== undefined) throw unresolved(section, id, [unknown]);
    }
  }

  private isKnown(name: string): boolean {
    return name.startsWith('AWS::') || this.parameters.has(name) || Object.hasOwn(this.resources, name);
  }

  /** The logical id for a construct path. */
  public logicalIdAt(path: string): string | undefined {
    const inTemplate = Object.entries(this.resources).map(
      ([logicalId, { Metadata }]) => [String(Metadata?.['aws:cdk:path']), logicalId] as const,
    );
    return logicalIdAt(path, [...this.constructPaths, ...inTemplate]);
  }

  /** The properties of a resource, resolved with the states of its dependencies. */
  public properties(logicalId: string, states: ResourceStates): Properties {
    const properties = resolve(this.resources[logicalId]?.Properties ?? {}, this.scope(states));
    if (properties === NO_VALUE) return {};
    check("'Properties'", properties, OBJECT);
    return resolveDynamicReferences(properties, this.environment) as Properties;
  }

  public outputs(states: ResourceStates): { values: Record<string, string>; exports: Map<string, unknown> } {
    const scope = this.scope(states);
    const values: Record<string, string> = {};
    const exports = new Map<string, unknown>();
    for (const [name, output] of Object.entries(this.decided.outputs)) {
      const value = resolveDynamicReferences(resolve(output.Value, scope), this.environment);
      values[name] = textOf(name, value);
      if (output.Export) exports.set(String(resolve(output.Export.Name, scope)), value);
    }
    return { values, exports };
  }

  private scope(states: ResourceStates): IntrinsicScope {
    const { cloud } = this.environment;
    return {
      ref: (name) =>
        this.pseudoParameter(name) ?? this.parameters.get(name) ?? existing(states, name).physicalId,
      getAtt: (logicalId, attribute) => attributeOf(existing(states, logicalId), attribute),
      findInMap: (map, ...keys) => inMapping(this.template.Mappings?.[map], keys),
      importValue: (name) => {
        this.imports.add(name);
        return cloud.exports.get(name);
      },
      stackOutput: (reference) => stackOutput(reference, cloud),
      region: cloud.emulator.region,
    };
  }

  private pseudoParameter(name: string): unknown {
    const { cloud, stackName, stackId } = this.environment;
    const { region, account, partition } = cloud.emulator;
    const values: Record<string, unknown> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': partition,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': stackId,
      'AWS::NotificationARNs': [],
    };
    return Object.hasOwn(values, name) ? values[name] : undefined;
  }
}

function inMapping(mapping: unknown, keys: readonly string[]): unknown {
  return keys.reduce(member, mapping);
}

/** With the transform `AWS::LanguageExtensions`, policies can come from parameters. */
function withPolicies(
  resources: Readonly<Record<string, TemplateResource>>,
  resolveEarly: (value: unknown) => unknown,
): Record<string, TemplateResource> {
  const entries = Object.entries(resources).map(([id, resource]) => {
    const { DeletionPolicy: onDeletion, UpdateReplacePolicy: onReplacement } = resource;
    const policies = {
      ...(onDeletion !== undefined && { DeletionPolicy: resolveEarly(onDeletion) as string }),
      ...(onReplacement !== undefined && { UpdateReplacePolicy: resolveEarly(onReplacement) as string }),
    };
    for (const [attribute, policy] of Object.entries(policies)) {
      checkPolicy(id, resource.Type, attribute, policy);
    }
    return [id, { ...resource, ...policies }] as const;
  });
  return Object.fromEntries(entries);
}

function textOf(output: string, value: unknown): string {
  if (isScalar(value)) return String(value);
  throw formatError(`The Value field of every Outputs member must evaluate to a String, got ${output}`);
}

/**
 * The stored parameter with the version of the bootstrap stack; a template without an assembly uses the default name.
 */
function bootstrapParameter({ bootstrapParameter: name = DEFAULT_BOOTSTRAP_PARAMETER }: StackSource): string {
  return name;
}

function existing(states: ResourceStates, logicalId: string): ResourceState {
  const state = states.get(logicalId);
  if (!state) throw new Error(`'${logicalId}' is neither a parameter nor a resource of the template`);
  return state;
}

function attributeOf(
  { logicalId, type, definition, attributes, stub }: ResourceState,
  name: string,
): unknown {
  const value = attributeValue(attributes, name) ?? stub?.attribute(name);
  if (value === undefined || value === null) {
    // the user defines the attributes of custom resources and nested stacks
    const advice = attributesOf(type) ? `: to have it, ${stubWith(logicalId, name)}` : '';
    throw new Error(`resource ${labelOf(logicalId, definition)} has no attribute '${name}'${advice}`);
  }
  return value;
}
