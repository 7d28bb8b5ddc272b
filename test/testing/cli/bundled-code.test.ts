import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, type BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { file } from './support';
import { BundledCode } from '../../../testing/cli/watch/bundled-code';
import { readStacks } from '../../../testing/cloudformation/cloud-assembly';

const MODULES = join(__dirname, '..', '..', '..', 'node_modules');
const HANDLER = "import { words } from './words';\nexport const handler = async () => console.log(words);";

/** The folder of an app, and the code of one of its functions, bundled by the AWS CDK. */
function bundled(bundling: BundlingOptions, handler = HANDLER) {
  const lockFile = file('package-lock.json', '{}');
  const folder = dirname(lockFile);
  symlinkSync(MODULES, join(folder, 'node_modules'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'words.ts'), "export const words = 'old';");
  writeFileSync(join(folder, 'app', 'handler.ts'), handler);
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
  const app = new App({ outdir: join(folder, 'cdk.out') });
  new NodejsFunction(new Stack(app, 'Chat'), 'Bundled', {
    entry: join(folder, 'app', 'handler.ts'),
    depsLockFilePath: lockFile,
    runtime: Runtime.NODEJS_22_X,
    bundling,
  });
  const [stack] = readStacks(app.synth().directory);
  const code = [...stack!.assets.values()].find((path) => !path.endsWith('.json'))!;
  return { folder, code };
}

afterEach(() => jest.restoreAllMocks());

test.each<[string, BundlingOptions]>([
  ['as it is by default', {}],
  ['minified, with a source map', { minify: true, sourceMap: true }],
  ['as an ES module', { format: OutputFormat.ESM }],
  ['with the AWS SDK', { externalModules: [] }],
])('code that is bundled %s is bundled again', async (_, bundling) => {
  const { folder, code } = bundled(bundling);
  const found = (await BundledCode.find(code, 'nodejs22.x'))!;
  const words = join(folder, 'app', 'words.ts');
  const target = mkdtempSync(join(folder, 'live-'));

  writeFileSync(words, "export const words = 'new';");
  await found.update(target);

  expect(found.isMadeOf(words)).toBe(true);
  const name = bundling.format === OutputFormat.ESM ? 'index.mjs' : 'index.js';
  expect(readFileSync(join(code, name), 'utf8')).toContain('"old"');
  expect(readFileSync(join(target, name), 'utf8')).toContain('"new"');
});

test.each<[string, BundlingOptions]>([
  ['by settings that it does not show', { define: { VERSION: '"1"' } }],
  ['minified without a source map', { minify: true }],
])('code that is bundled %s waits for the synthesis', async (_, bundling) => {
  const { code } = bundled(
    bundling,
    `declare const VERSION: string;\n${HANDLER.replace('words)', 'words, VERSION)')}`,
  );

  expect(await BundledCode.find(code, 'nodejs22.x')).toBeUndefined();
});

test('code of files that have changed since it was bundled waits for the synthesis', async () => {
  const { folder, code } = bundled({});

  writeFileSync(join(folder, 'app', 'words.ts'), "export const words = 'new';");

  expect(await BundledCode.find(code, 'nodejs22.x')).toBeUndefined();
});
