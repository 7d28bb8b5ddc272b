import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** Bundles a processor of these tests with the runtime, like NodejsFunction: the SDK stays external. */
export function bundledProcessor(name: string, folder: string): Code {
  buildSync({
    entryPoints: [join(__dirname, 'processor', `${name}.ts`)],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*'],
  });
  return Code.fromAsset(folder);
}
