import { delimiter, join } from 'node:path';
import type { FunctionConfiguration } from './function-configuration';
import { inLayers } from './layer-paths';

/** What Node.js reads itself, before any program that looks in layers. */
const READ_BY_NODE = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

/** The folders of layers, the first of which counts most. */
export function layerFolders({ layers = [] }: FunctionConfiguration): string[] {
  return layers.map(({ folder }) => folder).reverse();
}

/**
 * The variables by which a runtime finds what is in layers. Lambda puts layers into `/opt`, which belongs to the system here:
 * each stays in its own folder, and is found by the paths that Lambda has for its contents.
 *
 * @param base the variables without layers
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export function withLayers(
  base: Record<string, string>,
  configuration: FunctionConfiguration,
): Record<string, string> {
  const { runtime } = configuration;
  const folders = layerFolders(configuration);
  if (folders.length === 0) return base;
  const [, node = ''] = /^nodejs(\d+)/.exec(runtime) ?? [];
  const path = (name: string, ...places: string[]) => {
    const all = folders.flatMap((folder) => places.map((place) => join(folder, place)));
    return { [name]: [...all, ...(base[name] ? [base[name]] : [])].join(delimiter) };
  };
  return {
    ...base,
    ...path('PATH', 'bin'),
    ...path('LD_LIBRARY_PATH', 'lib'),
    ...path('NODE_PATH', join('nodejs', `node${node}`, 'node_modules'), join('nodejs', 'node_modules')),
    ...path('PYTHONPATH', 'python', join('python', 'lib', runtime, 'site-packages')),
  };
}

/** The function's own variables. Those that Node.js reads itself name the files of layers by their places on this machine. */
export function ownVariables(configuration: FunctionConfiguration): Record<string, string> {
  const { environment } = configuration;
  const folders = layerFolders(configuration);
  const changed = READ_BY_NODE.filter((name) => name in environment).map((name) => {
    const value = environment[name]!.replace(/\/opt\/[^\s"]+/g, (file) => String(inLayers(file, folders)));
    return [name, value] as const;
  });
  return { ...environment, ...Object.fromEntries(changed) };
}
