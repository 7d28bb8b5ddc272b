/**
 * Rewrites the index of the compiled library, so that a module is loaded when something in it is first used: loading the
 * package alone loads nothing of the CDK. The indexes of aws-cdk-lib work in the same way.
 *
 * An aws-cdk-lib below the floor is rejected here, before any module can miss something in it: npm refuses to install one,
 * but pnpm and Yarn only warn.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The part of the jsii assembly that tells where each class and enum is (`src/channel-flow:ChannelFlow`). Other types leave no code. */
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
// Node.js reads this line, without running it, to learn which names \`import { … }\` may use
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
      const value = withCdk(load)[name]; // once: after the cache of modules is cleared, another class would be loaded here
      Object.defineProperty(exports, name, { ...property, writable: true, value });
      return value;
    },
  });
}
`,
);
