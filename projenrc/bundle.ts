/**
 * Bundles everything that runs outside jsii. The same sources produce the same bytes on every machine: no source maps,
 * no legal comments, no paths, a pinned esbuild.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { buildSync, type BuildOptions, type Metafile } from 'esbuild';
import { resourceForms } from './resource-forms';
import { thirdPartyLicenses } from './third-party-licenses';

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  preserveSymlinks: true, // paths are the same where the packages are linked
};

const metafiles: Metafile[] = [];
const load = createRequire(__filename);

function bundle(options: BuildOptions): void {
  const { metafile, outputFiles } = buildSync({ ...common, ...options, metafile: true, write: false });
  metafiles.push(metafile);
  for (const { path, contents } of outputFiles) write(path, Buffer.from(contents));
}

/** Describes a copied file of a package as the bundler describes one that it bundles. */
function copyOf(file: string, bytesInOutput: number): Metafile {
  const path = relative('.', require.resolve(file));
  return {
    inputs: {},
    outputs: { '': { bytes: 0, imports: [], exports: [], inputs: { [path]: { bytesInOutput } } } },
  };
}

/** Leaves a file that is up to date untouched, because others may be reading it. A file that begins with `#!` becomes executable. */
function write(path: string, contents: Buffer): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  chmodSync(path, contents.toString('latin1', 0, 2) === '#!' ? 0o755 : 0o644);
}

/** Lambda functions: the AWS SDK comes with the Lambda runtime (docs/adr/0004). */
for (const name of [
  'app-instance-admin',
  'channel-flow',
  'channel-flow-association',
  'channel-flow-coverage',
  'channel-flow-detection',
  'channel-flow-sweep',
  'messaging-streaming-configuration',
  'processor-guard',
]) {
  bundle({
    entryPoints: [`lambda/${name}/index.ts`],
    outfile: `assets/${name}/index.js`,
    format: 'cjs',
    minify: true,
    external: ['@aws-sdk/*'],
  });
}

/**
 * The AWS SDK that the local Lambda runtime offers to functions, as the real runtime does: found through NODE_PATH. Clients that
 * are bundled together share their common code, which is most of each. Code that a function does not import is not run.
 */
for (const [name, clients] of Object.entries({
  chime: ['chime-sdk-messaging', 'chime-sdk-identity'],
  others: ['cloudformation', 'lambda', 's3', 'sfn'],
})) {
  const folder = 'testing/lib/aws-sdk';
  const getters = clients.map(
    (client) => `get '${client}'() { return require('@aws-sdk/client-${client}'); }`,
  );
  bundle({
    stdin: { contents: `module.exports = { ${getters.join(', ')} };`, resolveDir: '.' },
    outfile: `${folder}/${name}.js`,
    format: 'cjs',
    minify: true,
  });
  for (const client of clients) {
    // The second line is never run: it tells Node.js which names an ES module can import.
    const names = Object.keys(load(`@aws-sdk/client-${client}`) as object).join(', ');
    const entry = `module.exports = require('../../${name}')['${client}'];\n0 && (module.exports = { ${names} });\n`;
    write(`${folder}/@aws-sdk/client-${client}/index.js`, Buffer.from(entry));
  }
}

const external = ['@aws-sdk/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];

/** The runtimes of processors and backends, as CommonJS and as ESM, so that users' bundlers can leave out what they do not use. */
for (const folder of ['channels', 'processor']) {
  for (const [format, extension] of [
    ['cjs', 'js'],
    ['esm', 'mjs'],
  ] as const) {
    bundle({
      entryPoints: [`${folder}/index.ts`],
      outfile: `${folder}/lib/index.${extension}`,
      format,
      external,
    });
  }
  write(`${folder}/lib/index.d.mts`, Buffer.from("export * from './index.js';\n"));
}

/**
 * The testing kit, its command, and the program that hosts one Lambda function in a process of its own, with the modules that
 * its threads load. The bundled signer comes from its ES modules: they leave out unused code, which is most of it. The
 * WebSocket server does without the native addons that it would look for beside the user's own packages. The code that
 * creates certificates stays in a file of its own, which is only loaded when a client uses TLS.
 */
for (const [entry, name] of [
  ['testing/index.ts', 'index'],
  ['testing/cli/index.ts', 'cli'],
  ['testing/cloud/lambda/host.ts', 'lambda-host'],
  ['testing/cloud/lambda/layers-module.ts', 'lambda-layers'],
  ['testing/http/loopback-certificate.ts', 'loopback-certificate'],
] as const) {
  bundle({
    entryPoints: [entry],
    outfile: `testing/lib/${name}.js`,
    format: 'cjs',
    minify: name === 'loopback-certificate', // almost all of it comes from other packages
    external: [...external, './loopback-certificate'],
    mainFields: ['module', 'main'],
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
  });
}

/** The forms of resources that are only stubbed. They are read when the first such resource is. */
const forms = Buffer.from(resourceForms());
write('testing/lib/resource-forms.json', forms);
metafiles.push(copyOf('@aws-cdk/aws-service-spec/package.json', forms.length));

/** The page of the emulator's inspector, as it reaches browsers. */
bundle({
  platform: 'browser',
  target: 'es2022',
  entryPoints: ['testing/inspector/page/main.ts'],
  outfile: 'testing/lib/inspector/page.js',
  format: 'iife',
});
for (const file of ['page.html', 'page.css', 'icon.svg']) {
  write(`testing/lib/inspector/${file}`, readFileSync(`testing/inspector/page/${file}`));
}

// Legal comments are removed from the bundles, so this file holds the licenses that other packages require us to
// include.
write('testing/lib/THIRD-PARTY-LICENSES', Buffer.from(thirdPartyLicenses(metafiles)));
