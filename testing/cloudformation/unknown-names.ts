import type { StackSource } from './cloud-assembly';
import type { LocalDeploymentOptions } from './deployment-options';
import { namesFunction, namesResource } from './resource-names';

/** @throws Error if an option names a resource that no stack has, or that is no function: it would change nothing, and nobody would know */
export function refuseUnknownNames(
  sources: readonly StackSource[],
  { stubs, environment = {} }: Pick<LocalDeploymentOptions, 'stubs' | 'environment'>,
): void {
  const stubbed = typeof stubs === 'object' ? Object.keys(stubs.resources ?? {}) : [];
  const functions = Object.keys(environment).filter((name) => name !== '*');
  refuse("'resources' of 'stubs' must name resources", stubbed, sources, namesResource);
  refuse("'environment' must name functions", functions, sources, namesFunction);
}

function refuse(
  rule: string,
  names: readonly string[],
  sources: readonly StackSource[],
  isIn: (source: StackSource, name: string) => boolean,
): void {
  const unknown = names.find((name) => !sources.some((source) => isIn(source, name)));
  if (unknown === undefined) return;
  const stacks = sources.map(({ stackName }) => stackName).join(', ');
  throw new Error(`${rule} of ${stacks}, got '${unknown}'`);
}
