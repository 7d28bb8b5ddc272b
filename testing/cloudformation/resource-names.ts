import type { StackSource } from './cloud-assembly';
import { constructPathOf, logicalIdAt, pathsOfStack } from './construct-paths';
import type { TemplateResource } from './template';

/** A resource, with everything that can identify it. */
export interface NamedResource {
  readonly logicalId: string;
  readonly definition: TemplateResource;
  /** The source of the template, with its assets. */
  readonly source: StackSource;
}

/** Whether a name refers to a resource: a logical id, or a construct path as for `LocalDeployment.resource`. */
export function isNamed({ logicalId, definition, source }: NamedResource, name: string): boolean {
  if (name === logicalId) return true;
  const own = [String(definition.Metadata?.['aws:cdk:path']), logicalId] as const;
  return logicalIdAt(name, [...pathsOfStack(source.constructPaths), own]) === logicalId;
}

/** How messages name a resource: by its construct path, if it has one. */
export function nameOf({ logicalId, definition, source }: NamedResource): string {
  const own = definition.Metadata?.['aws:cdk:path'];
  const inTemplate = typeof own === 'string' ? [[own, logicalId] as const] : [];
  return constructPathOf(logicalId, [...pathsOfStack(source.constructPaths), ...inTemplate]) ?? logicalId;
}

/**
 * How a failure names a resource: by its logical id, like CloudFormation, and its construct path from the template, if
 * any.
 */
export function labelOf(logicalId: string, definition: TemplateResource | undefined): string {
  const path = definition?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? `${logicalId} (${path})` : logicalId;
}

/** Whether a name refers to a resource of a stack, or of one nested in it. */
export function namesResource({ template, constructPaths }: StackSource, name: string): boolean {
  const resources = Object.entries(template.Resources);
  if (resources.some(([logicalId]) => logicalId === name)) return true;
  const inTemplate = resources.map(
    ([logicalId, { Metadata }]) => [String(Metadata?.['aws:cdk:path']), logicalId] as const,
  );
  return logicalIdAt(name, [...constructPaths, ...inTemplate]) !== undefined;
}

/** The resource of a stack that a name refers to; nested stacks are not searched. */
export function resourceNamed(source: StackSource, name: string): NamedResource | undefined {
  const { Resources: resources } = source.template;
  const inTemplate = Object.entries(resources).map(
    ([logicalId, { Metadata }]) => [String(Metadata?.['aws:cdk:path']), logicalId] as const,
  );
  const paths = [...pathsOfStack(source.constructPaths), ...inTemplate];
  const logicalId = Object.hasOwn(resources, name) ? name : logicalIdAt(name, paths);
  const definition = resources[logicalId ?? ''];
  return logicalId !== undefined && definition ? { logicalId, definition, source } : undefined;
}
