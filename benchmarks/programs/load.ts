/** Loads modules, by name or path, and what is exported as the name after a `#`; tells how long each took. */
import { createRequire } from 'node:module';
import { report } from './report';

const load = createRequire(__filename);
const times = process.argv.slice(2).map((argument) => {
  const [module, name] = argument.split('#') as [string, string?];
  const start = performance.now();
  const exported = load(module) as Record<string, unknown>;
  // indexes load what is exported when it is asked for
  if (name && !exported[name]) throw new Error(`${module} must export ${name}`);
  return performance.now() - start;
});
report({
  total: times.reduce((sum, time) => sum + time, 0),
  last: times.at(-1)!,
  modules: Object.keys(load.cache).length,
});
