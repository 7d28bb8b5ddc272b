import { readFileSync } from 'node:fs';
import type { StackSource } from './cloud-assembly';
import { pathsOfStack } from './construct-paths';
import { NESTED_STACK_TYPE } from './resource-types';
import type { Template } from './template';

/** The stacks nested in a stack, at any depth. */
export function nestedSources(source: StackSource): StackSource[] {
  return sourcesIn(source).flatMap((nested) => [nested, ...nestedSources(nested)]);
}

/** The direct nested stacks of a stack whose templates are assets of the cloud assembly. */
export function sourcesIn(source: StackSource): StackSource[] {
  return Object.entries(source.template.Resources).flatMap(
    ([logicalId, { Type: type, Properties: properties }]) => {
      if (type !== NESTED_STACK_TYPE) return [];
      // most of the URL is composed during deployment, but not the object key
      const url = JSON.stringify(properties?.TemplateURL ?? '');
      const asset = [...source.assets].find(([objectKey]) => url.includes(objectKey));
      return asset ? [nestedSource(source, logicalId, readTemplate(asset[1]), logicalId)] : [];
    },
  );
}

/** @param logicalId the id of the nested stack in its parent */
export function nestedSource(
  source: StackSource,
  logicalId: string,
  template: Template,
  stackName: string,
): StackSource {
  const constructPaths = pathsOfStack(source.constructPaths, logicalId);
  return { ...source, stackName, template, constructPaths };
}

export function readTemplate(path: string): Template {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Template;
  } catch (error) {
    throw new Error(
      `the template of a nested stack must be JSON, got '${path}': ${(error as Error).message}`,
    );
  }
}
