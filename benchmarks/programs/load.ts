/** Loads modules, by name or path, and reports how long that took. */
import { createRequire } from 'node:module';
import { report } from './report';

const load = createRequire(__filename);
const start = performance.now();
for (const module of process.argv.slice(2)) load(module);
report({ total: performance.now() - start });
