/**
 * Rewrites the modules of the compiled library, so that each loads its imports when it first uses them. For an ES module, Node.js reads
 * every export of the package, which loads only what defines the classes: their base classes, decorators, and constants. The modules of
 * aws-cdk-lib work in the same way.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLazyRequires } from './lazy-requires';

const LIB = join(__dirname, '..', '..', 'lib');
/** Already lazy: `index-module.ts` writes it. */
const INDEX = 'index.js';

for (const name of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.js') || name === INDEX) continue;
  const file = join(LIB, name);
  writeFileSync(file, withLazyRequires(readFileSync(file, 'utf8')));
}
