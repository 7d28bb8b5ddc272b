/**
 * Writes the index of the compiled library anew, so that a module is loaded when something of it is first used: by itself,
 * loading the package loads nothing of the CDK. The indexes of aws-cdk-lib are made in the same way.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const INDEX = join(__dirname, '..', 'lib', 'index.js');

const load = createRequire(INDEX);
const modules = [...readFileSync(join(__dirname, '..', 'src', 'index.ts'), 'utf8').matchAll(/from '(.+)';/g)];
const exported = modules.flatMap(([, path]) =>
  Object.keys(load(path!) as object).map((name) => ({ name, path: path! })),
);

interface Assembly {
  readonly types: Record<string, { readonly kind: string; readonly name: string }>;
}

const { types } = JSON.parse(readFileSync(join(__dirname, '..', '.jsii'), 'utf8')) as Assembly;
const expected = Object.values(types).filter(({ kind }) => kind !== 'interface');
assert.deepEqual(exported.map(({ name }) => name).sort(), expected.map(({ name }) => name).sort());

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
  const property = { enumerable: true, configurable: true };
  Object.defineProperty(exports, name, {
    ...property,
    get() {
      const value = load()[name]; // once: who empties the cache of modules would find another class here
      Object.defineProperty(exports, name, { ...property, writable: true, value });
      return value;
    },
  });
}
`,
);
