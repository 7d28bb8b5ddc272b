/** What threads of a Node.js function that has layers, and the programs of Node.js that it starts, load first. */
import { isMainThread } from 'node:worker_threads';
import { readLayersAtOpt } from './layer-files';
import { LAYERS_VARIABLE } from './layers';
import { resolveModulesThroughNodePath } from './module-resolution';

const layers = process.env[LAYERS_VARIABLE];
if (layers !== undefined) {
  readLayersAtOpt(layers);
  if (!isMainThread) resolveModulesThroughNodePath(layers); // in the main thread, the host knows when it has to
}
