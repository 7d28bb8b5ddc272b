/**
 * Writes the index of the compiled library anew, so that a module is loaded when something of it is first used: by itself,
 * loading the package loads nothing of the CDK. The indexes of aws-cdk-lib are made in the same way.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const INDEX = join(__dirname, '..', 'lib', 'index.js');

const load = createRequire(INDEX);
const modules = [...readFileSync(join(__dirname, '..', 'src', 'index.ts'), 'utf8').matchAll(/from '(.+)';/g)];
const exported = modules.flatMap(([, path]) =>
  Object.keys(load(path!) as object).map((name) => ({ name, path: path! })),
);

writeFileSync(
  INDEX,
  `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
// what Node.js reads to know, without running this, which names \`import { … }\` may use
${exported.map(({ name }) => `exports.${name} = `).join('')}void 0;
const modules = {
${exported.map(({ name, path }) => `  ${name}: () => require("${path}"),`).join('\n')}
};
for (const [name, load] of Object.entries(modules)) {
  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
}
`,
);
