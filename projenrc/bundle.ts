/**
 * Bundles everything that runs outside jsii. The same sources give the same bytes on every machine: no source maps,
 * no legal comments, no paths, a pinned esbuild.
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { buildSync, type BuildOptions, type Metafile } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses';

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

const metafiles: Metafile[] = [];

function bundle(options: BuildOptions): void {
  metafiles.push(buildSync({ ...common, ...options, metafile: true }).metafile);
}

/** Lambda functions: the AWS SDK comes with the Lambda runtime (docs/adr/0004). */
for (const name of ['channel-flow', 'channel-flow-association', 'processor-guard']) {
  bundle({
    entryPoints: [`lambda/${name}/index.ts`],
    outfile: `assets/${name}/index.js`,
    format: 'cjs',
    minify: true,
    external: ['@aws-sdk/*'],
  });
}

/** The AWS SDK that the local Lambda runtime offers to functions, as the real runtime does: found through NODE_PATH. */
for (const client of ['client-chime-sdk-messaging', 'client-chime-sdk-identity']) {
  bundle({
    entryPoints: [require.resolve(`@aws-sdk/${client}`)],
    outfile: `testing/lib/aws-sdk/@aws-sdk/${client}/index.js`,
    format: 'cjs',
    minify: true,
  });
}

const external = ['@aws-sdk/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];

/** The processor runtime, as CommonJS and as ESM, so that users' bundlers can leave out what a processor does not use. */
for (const [format, extension] of [
  ['cjs', 'js'],
  ['esm', 'mjs'],
] as const) {
  bundle({
    entryPoints: ['processor/index.ts'],
    outfile: `processor/lib/index.${extension}`,
    format,
    external,
  });
}
writeFileSync('processor/lib/index.d.mts', "export * from './index.js';\n");

/**
 * The testing kit, its command, and the program that hosts one Lambda function in a process of its own. Of the signer
 * that comes with it, the ES modules are taken: they leave out what is not used, which is most of it.
 */
for (const [entry, name] of [
  ['testing/index.ts', 'index'],
  ['testing/cli/main.ts', 'cli'],
  ['testing/lambda/host.ts', 'lambda-host'],
] as const) {
  bundle({
    entryPoints: [entry],
    outfile: `testing/lib/${name}.js`,
    format: 'cjs',
    external,
    mainFields: ['module', 'main'],
  });
}

/** The page of the emulator's inspector, as it reaches browsers. */
bundle({
  platform: 'browser',
  target: 'es2022',
  entryPoints: ['testing/inspector/page/main.ts'],
  outfile: 'testing/lib/inspector/page.js',
  format: 'iife',
});
for (const file of ['page.html', 'page.css', 'icon.svg']) {
  copyFileSync(`testing/inspector/page/${file}`, `testing/lib/inspector/${file}`);
}

// The legal comments are gone from the bundles: what others ask to be said is said here.
writeFileSync('testing/lib/THIRD-PARTY-LICENSES', thirdPartyLicenses(metafiles));
