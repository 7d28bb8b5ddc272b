import { namesOf, type StackSource } from './cloud-assembly';
import type { LocalDeploymentOptions } from './deployment-options';
import { nestedSources } from './nested-templates';
import { FUNCTION_TYPE } from './provisioners';
import { nameOf, resourceNamed, type NamedResource } from './resource-names';
import { checkTypes } from './stubs';
import { checkOverride } from './unknown-attributes';
import { didYouMean } from '../inputs';

/**
 * @throws Error if an option names a type that does not exist, a resource that no stack has or that is not a function,
 * or an attribute that nothing uses: the option would silently have no effect
 */
export function refuseUnknownNames(
  sources: readonly StackSource[],
  { stubs, environment = {} }: Pick<LocalDeploymentOptions, 'stubs' | 'environment'>,
): void {
  const { types = [], resources = {} } = typeof stubs === 'object' ? stubs : {};
  const stubbed = Object.entries(resources);
  const functions = Object.keys(environment).filter((name) => name !== '*');
  if (types.length + stubbed.length + functions.length === 0) return;
  const all = sources.flatMap((source) => [source, ...nestedSources(source)]);
  checkTypes(stubs, all.flatMap(typesIn));
  for (const [name, override] of stubbed) {
    const found = find(name, all);
    if (found.length === 0) {
      refuse("'resources' of 'stubs' must name resources", name, sources, all, () => true);
    }
    checkOverride(name, override, found);
  }
  const isFunction = ({ definition }: NamedResource) => definition.Type === FUNCTION_TYPE;
  for (const name of functions) {
    if (find(name, all).some(isFunction)) continue;
    refuse("'environment' must name functions", name, sources, all, isFunction);
  }
}

function typesIn({ template }: StackSource): string[] {
  return Object.values(template.Resources).map(({ Type: type }) => type);
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
  const known = all.flatMap((source) =>
    Object.entries(source.template.Resources)
      .map(([logicalId, definition]) => ({ logicalId, definition, source }))
      .filter(isMeant)
      .map(nameOf),
  );
  throw new Error(`${rule} of ${namesOf(sources)}, got '${name}'${didYouMean(name, known)}`);
}
