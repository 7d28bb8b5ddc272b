/**
 * Writes the index of the compiled library anew, so that a module is loaded when something of it is first used: by itself,
 * loading the package loads nothing of the CDK. The indexes of aws-cdk-lib are made in the same way.
 *
 * An aws-cdk-lib below the floor is refused here, before any module can miss something in it: npm refuses to install one, but
 * pnpm and Yarn only warn.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What jsii knows of the library: where each class and enum is (`src/channel-flow:ChannelFlow`), beside types that leave no code. */
interface Assembly {
  readonly types: Record<string, { readonly kind: string; readonly name: string; readonly symbolId: string }>;
}

const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as Assembly;
const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
};
const range = peerDependencies['aws-cdk-lib']!;
const [, major, minor] = /^\^(\d+)\.(\d+)\.0$/.exec(range)!;
const exported = Object.values(types)
  .filter(({ kind }) => kind !== 'interface')
  .map(({ name, symbolId }) => ({ name, path: symbolId.replace(/^src\/(.+):.+$/, './$1') }));

writeFileSync(
  join(ROOT, 'lib', 'index.js'),
  `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
// what Node.js reads to know, without running this, which names \`import { … }\` may use
${exported.map(({ name }) => `exports.${name} = `).join('')}void 0;
const modules = {
${exported.map(({ name, path }) => `  ${name}: () => require("${path}"),`).join('\n')}
};
/** A module, if it can be used with the aws-cdk-lib that is installed. */
function withCdk(load) {
  const { version } = require("aws-cdk-lib/package.json");
  const [major, minor] = version.split(".").map(Number);
  if (major === ${major} && minor >= ${minor}) return load();
  throw new Error(\`cdk-chime-sdk-messaging needs aws-cdk-lib ${range}, got \${version}: install a newer one\`);
}
for (const [name, load] of Object.entries(modules)) {
  const property = { enumerable: true, configurable: true };
  Object.defineProperty(exports, name, {
    ...property,
    get() {
      const value = withCdk(load)[name]; // once: who empties the cache of modules would find another class here
      Object.defineProperty(exports, name, { ...property, writable: true, value });
      return value;
    },
  });
}
`,
);
