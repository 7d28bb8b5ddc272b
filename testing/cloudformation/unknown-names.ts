import type { StackSource } from './cloud-assembly';
import type { LocalDeploymentOptions } from './deployment-options';
import { namesResource } from './resource-names';

/** @throws Error if an option names a resource that no stack has: it would change nothing, and nobody would know */
export function refuseUnknownNames(
  sources: readonly StackSource[],
  { stubs, environment = {} }: Pick<LocalDeploymentOptions, 'stubs' | 'environment'>,
): void {
  const stubbed = typeof stubs === 'object' ? Object.keys(stubs.resources ?? {}) : [];
  const functions = Object.keys(environment).filter((name) => name !== '*');
  refuse("'resources' of 'stubs' must name resources", stubbed, sources);
  refuse("'environment' must name functions", functions, sources);
}

function refuse(rule: string, names: readonly string[], sources: readonly StackSource[]): void {
  const unknown = names.find((name) => !sources.some((source) => namesResource(source, name)));
  if (unknown === undefined) return;
  const stacks = sources.map(({ stackName }) => stackName).join(', ');
  throw new Error(`${rule} of ${stacks}, got '${unknown}'`);
}
