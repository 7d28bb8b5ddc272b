/**
 * Rewrites the modules of the compiled library, so that each loads its imports when it first uses them. Node.js reads every export of
 * the package for an ES module: of what the classes import, only their base classes are then loaded. The modules of aws-cdk-lib work in
 * the same way.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLazyRequires } from './lazy-requires';

const LIB = join(__dirname, '..', '..', 'lib');
/** Is lazy already, by `index-module.ts`. */
const INDEX = 'index.js';

for (const name of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.js') || name === INDEX) continue;
  const file = join(LIB, name);
  writeFileSync(file, withLazyRequires(file, readFileSync(file, 'utf8')));
}
