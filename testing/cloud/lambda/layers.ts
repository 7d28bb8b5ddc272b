import { delimiter, join } from 'node:path';
import { withPathsInLayers } from './layer-paths';
import { packageRoot } from '../../package-root';

/** The variable that tells the processes of a function where the contents of its layers are. */
export const LAYERS_VARIABLE = 'LOCAL_LAMBDA_LAYERS';

/** The module that lets a thread of Node.js read layers at `/opt`. */
export function layersModule(): string {
  return join(packageRoot(), 'testing', 'lib', 'lambda-layers.js');
}

/**
 * The variables by which a runtime finds what is in layers. Lambda puts layers into `/opt`, which belongs to the system here:
 * they are in another folder, and are found by the paths that Lambda has for them.
 *
 * @param base the variables without layers
 * @param layers the folder that has the contents of layers
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export function withLayers(
  base: Record<string, string>,
  runtime: string,
  layers: string,
): Record<string, string> {
  const [, node = ''] = /^nodejs(\d+)/.exec(runtime) ?? [];
  const path = (name: string, ...places: string[]) => {
    const all = places.map((place) => join(layers, place));
    return { [name]: [...all, ...(base[name] ? [base[name]] : [])].join(delimiter) };
  };
  return {
    ...base,
    [LAYERS_VARIABLE]: layers,
    ...path('PATH', 'bin'),
    ...path('LD_LIBRARY_PATH', 'lib'),
    ...path('NODE_PATH', join('nodejs', `node${node}`, 'node_modules'), join('nodejs', 'node_modules')),
    ...path('PYTHONPATH', join('python', 'lib', runtime, 'site-packages'), 'python'),
  };
}

/**
 * The function's own variables, with the paths that layers have on this machine: programs and Node.js itself, which do not look
 * in layers, read some of them. In Node.js, each thread begins with what lets it read layers, and so do programs that it starts.
 */
export function withLayersIn(environment: Readonly<Record<string, string>>, runtime: string, layers: string) {
  const changed = Object.entries(environment).map(([name, value]) => [
    name,
    withPathsInLayers(value, layers),
  ]);
  const own = Object.fromEntries(changed) as Record<string, string>;
  if (!runtime.startsWith('nodejs')) return own;
  const { NODE_OPTIONS: options = '' } = own;
  return { ...own, NODE_OPTIONS: `--require ${JSON.stringify(layersModule())} ${options}`.trim() };
}
