/** Loads modules, by name or path, and tells how long each took. */
import { createRequire } from 'node:module';
import { report } from './report';

const load = createRequire(__filename);
const times = process.argv.slice(2).map((module) => {
  const start = performance.now();
  load(module);
  return performance.now() - start;
});
report({
  total: times.reduce((sum, time) => sum + time, 0),
  last: times.at(-1)!,
  modules: Object.keys(load.cache).length,
});
