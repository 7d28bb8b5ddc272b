/** Loads modules, by name or path, and the export named after a `#`, and reports how long each took. */
import { createRequire } from 'node:module';
import { report } from './report';

const load = createRequire(__filename);
const times = process.argv.slice(2).map((argument) => {
  const [module, name] = argument.split('#') as [string, string?];
  const start = performance.now();
  const exported = load(module) as Record<string, unknown>;
  // indexes load an export when it is first accessed
  if (name && !exported[name]) throw new Error(`${module} must export ${name}`);
  return performance.now() - start;
});
report({
  total: times.reduce((sum, time) => sum + time, 0),
  last: times.at(-1)!,
  modules: Object.keys(load.cache).length,
});
