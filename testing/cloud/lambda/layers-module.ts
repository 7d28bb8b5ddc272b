/** The module that threads and Node.js subprocesses of a Node.js function with layers load first. */
import { isMainThread } from 'node:worker_threads';
import { readLayersAtOpt } from './layer-files';
import { LAYERS_VARIABLE } from './layers';
import { resolveModulesThroughNodePath } from './module-resolution';

const layers = process.env[LAYERS_VARIABLE];
if (layers !== undefined) {
  readLayersAtOpt(layers);
  if (!isMainThread) resolveModulesThroughNodePath(layers); // in the main thread, the host decides when to do this
}
