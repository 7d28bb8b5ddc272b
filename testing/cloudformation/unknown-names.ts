import type { StackSource } from './cloud-assembly';
import type { LocalDeploymentOptions } from './deployment-options';
import { nestedSources } from './nested-templates';
import { FUNCTION_TYPE } from './provisioners';
import { nameOf, resourceNamed, type NamedResource } from './resource-names';
import { checkOverride } from './stubs';
import { didYouMean } from '../inputs';

/**
 * @throws Error if an option names a resource that no stack has, or that is no function, or an attribute that a resource does
 * not have: it would change nothing, and nobody would know
 */
export function refuseUnknownNames(
  sources: readonly StackSource[],
  { stubs, environment = {} }: Pick<LocalDeploymentOptions, 'stubs' | 'environment'>,
): void {
  const stubbed = typeof stubs === 'object' ? Object.entries(stubs.resources ?? {}) : [];
  const functions = Object.keys(environment).filter((name) => name !== '*');
  if (stubbed.length + functions.length === 0) return;
  const all = sources.flatMap((source) => [source, ...nestedSources(source)]);
  for (const [name, override] of stubbed) {
    const found = find(name, all);
    if (found.length === 0) {
      refuse("'resources' of 'stubs' must name resources", name, sources, all, () => true);
    }
    for (const { definition } of found) checkOverride(name, definition.Type, override);
  }
  const isFunction = ({ definition }: NamedResource) => definition.Type === FUNCTION_TYPE;
  for (const name of functions) {
    if (find(name, all).some(isFunction)) continue;
    refuse("'environment' must name functions", name, sources, all, isFunction);
  }
}

function find(name: string, sources: readonly StackSource[]): NamedResource[] {
  return sources.flatMap((source) => resourceNamed(source, name) ?? []);
}

function refuse(
  rule: string,
  name: string,
  sources: readonly StackSource[],
  all: readonly StackSource[],
  isMeant: (resource: NamedResource) => boolean,
): never {
  const stacks = sources.map(({ stackName }) => stackName).join(', ');
  const known = all.flatMap((source) =>
    Object.entries(source.template.Resources)
      .map(([logicalId, definition]) => ({ logicalId, definition, source }))
      .filter(isMeant)
      .map(nameOf),
  );
  throw new Error(`${rule} of ${stacks}, got '${name}'${didYouMean(name, known)}`);
}
