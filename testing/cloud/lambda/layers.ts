import { delimiter, join } from 'node:path';
import { bundledProgram } from './bundled-program';
import { variablesInLayers } from './layer-paths';

/** The variable that tells a function's processes where the contents of its layers are. */
export const LAYERS_VARIABLE = 'LOCAL_LAMBDA_LAYERS';

/** The module that lets a Node.js thread read layers at `/opt`. */
export function layersModule(): string {
  return bundledProgram('lambda-layers');
}

/**
 * The variables by which a runtime finds the contents of layers. Lambda puts layers into `/opt`, which belongs to the
 * system here: they are in another folder, and are found by their Lambda paths.
 *
 * @param base the variables without layers
 * @param layers the folder with the contents of layers
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
 * The function's own variables, with the paths of layers on this machine. In Node.js, every thread and Node.js
 * subprocess first loads the module that lets it read layers.
 */
export function withLayersIn(environment: Readonly<Record<string, string>>, runtime: string, layers: string) {
  const own = variablesInLayers(environment, layers);
  if (!runtime.startsWith('nodejs')) return own;
  const { NODE_OPTIONS: options = '' } = own;
  return { ...own, NODE_OPTIONS: `--require ${JSON.stringify(layersModule())} ${options}`.trim() };
}
