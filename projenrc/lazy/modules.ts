/**
 * Rewrites the modules of the compiled library, so that each loads what it imports when it first uses it: an app that defines a flow
 * does not load coverages, and an ES module, for which Node.js reads every export, loads no more than what the classes extend. The
 * modules of aws-cdk-lib are rewritten in the same way.
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
