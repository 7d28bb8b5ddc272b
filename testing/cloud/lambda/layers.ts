import { delimiter, join } from 'node:path';
import { bundledProgram } from './bundled-program';
import { variablesInLayers } from './layer-paths';

/** The variable that tells the processes of a function where the contents of its layers are. */
export const LAYERS_VARIABLE = 'LOCAL_LAMBDA_LAYERS';

/** The module that lets a thread of Node.js read layers at `/opt`. */
export function layersModule(): string {
  return bundledProgram('lambda-layers');
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
 * The function's own variables, with the paths that layers have on this machine. In Node.js, each thread begins with what lets
 * it read layers, and so do programs of Node.js that it starts.
 */
export function withLayersIn(environment: Readonly<Record<string, string>>, runtime: string, layers: string) {
  const own = variablesInLayers(environment, layers);
  if (!runtime.startsWith('nodejs')) return own;
  const { NODE_OPTIONS: options = '' } = own;
  return { ...own, NODE_OPTIONS: `--require ${JSON.stringify(layersModule())} ${options}`.trim() };
}
