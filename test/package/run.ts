/**
 * Uses the packed tarball like a new user: outside the repository, with npm, pnpm, Yarn, and Bun.
 *
 * Usage: npm run test:package -- [--node 20|22|24]…
 *
 * `--node` also runs everything that can depend on Node.js on another version, in the apps that are already installed:
 * programs that load the package and start processes, and the sample app's tests with Node.js's own runner and pytest.
 * Compilers and package managers depend only on themselves.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Consumer, TYPESCRIPT, TYPESCRIPT_7 } from './consumer';
import { build, isBuilt, pack, type Tarball } from './tarball';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { nodeOf, OWN_NODE, type NodeVersion } from '../harness/node-versions';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand } from '../harness/run-command';

const FLOOR = { 'aws-cdk-lib': '2.273.0', constructs: '10.5.0' };
const BELOW = { 'aws-cdk-lib': '2.271.0', constructs: '10.5.0' };
const NEWEST = { 'aws-cdk-lib': '^2.273.0', constructs: '^10.5.0' };
const SDK = { '@aws-sdk/client-chime-sdk-messaging': '^3.0.0' };
const PNPM = '10.34.8';
const YARN = '4.18.1';
const BUN = '1.4.5';
/** Bundled in aws-cdk-lib; only its validation needs it. */
const BUNDLED = { '@aws/cloudformation-validate': '1.9.0-beta' };
const RUNNERS = { jest: '^30', vitest: '^3' };
const SAMPLE = join(__dirname, 'sample');
/** The commands for the tests of the sample app, by test runner. */
const SAMPLE_TESTS: Readonly<Record<string, [string, ...string[]]>> = {
  Jest: ['jest', '--rootDir', '.', '--testMatch', '**/jest.test.cjs'],
  Vitest: ['vitest', 'run', 'vitest.test.mjs'],
  'node:test': ['node', '--test', 'node.test.cjs'],
};

interface Resolution {
  readonly moduleResolution: string;
  readonly [option: string]: string;
}
/** A typical TypeScript configuration. */
const NODE16 = { module: 'node16', moduleResolution: 'node16' };
const RESOLUTIONS: readonly Resolution[] = [
  NODE16,
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
];
/** Also checks the declarations of packages, with the strictest settings. */
const WHOLE = { noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true };

const { node: otherNodes = [] } = parseArgs({ options: { node: { type: 'string', multiple: true } } }).values;

void runChecklist((list) =>
  inTemporaryFolder('package', async (folder) => {
    if (!isBuilt()) {
      list.step('building, because sources are newer than what was built');
      await list.require('the package builds', build);
    }
    list.step('npm pack');
    const tarball = await list.require('packs', () => pack(folder));
    await checkContent(list, tarball);

    const nodes = await findNodes(list);

    const consumer = (name: string, dependencies: Record<string, string>): Consumer =>
      new Consumer({ folder: join(folder, name), dependencies, tarball: tarball.path });

    list.step('a new app with npm, and the lowest versions that are supported');
    const floor = consumer('floor', FLOOR);
    await list.require('npm install', () => floor.installWithNpm());
    await checkFirstExample(list, floor, { nodes, compiler: TYPESCRIPT });
    await checkBundled(list, floor);
    const app = floor.read('app.js');

    list.step('a new app with npm, and the newest versions');
    const newest = consumer('newest', NEWEST);
    await list.require('npm install', () => newest.installWithNpm());
    await checkFirstExample(list, newest, { nodes, compiler: TYPESCRIPT_7 });
    await checkTypes(list, newest, 'types.ts');
    await checkTypesWith(list, newest, 'types.ts', NODE16, TYPESCRIPT); // most apps still have this compiler
    await checkPrograms(list, newest, nodes, [
      'imports.cjs',
      'imports.mjs',
      'emulator.cjs',
      'deployment.cjs',
    ]);
    await checkErrors(list, newest);

    list.step('a new app in a workspace of pnpm, without hoisting');
    const pnpm = consumer(join('pnpm', 'app'), { ...NEWEST, ...SDK, ...RUNNERS });
    await list.require('pnpm install', () => pnpm.installWithPnpm(PNPM, join(folder, 'pnpm-store')));
    await checkFirstExample(list, pnpm, { nodes, compiler: TYPESCRIPT_7 });
    await checkPrograms(list, pnpm, nodes, [
      'imports.cjs',
      'imports.mjs',
      'processor.cjs',
      'processor.mjs',
      'channels.cjs',
      'channels.mjs',
      'deployment.cjs',
    ]);
    await checkTypes(list, pnpm, 'channels.ts'); // along with the SDK
    await checkSample(list, pnpm, { packages: 'pnpm', startOf: start, nodes });

    list.step("a sample app in a workspace of npm, and with Yarn Plug'n'Play");
    const workspace = consumer(join('npm', 'app'), { ...NEWEST, ...RUNNERS });
    const yarn = consumer('yarn', { ...NEWEST, ...RUNNERS });
    await list.require('npm install and yarn install', () =>
      Promise.all([workspace.installWithNpmInWorkspace(), yarn.installWithYarn(YARN, 'pnp', BUNDLED)]),
    );
    await checkSample(list, workspace, { packages: 'npm', startOf: start, nodes: [OWN_NODE] });
    // it resolves modules through Node.js hooks: the first and last versions show whether these have changed
    const ends = nodes.filter((_, index) => index === 0 || index === nodes.length - 1);
    await checkSample(list, yarn, { packages: 'Yarn', startOf: startWithYarn, nodes: ends });

    list.step('a new app with Yarn and node_modules, and two with Bun: one of them below the lowest version');
    const yarnModules = consumer('yarn-modules', NEWEST);
    await list.check("the README's first example synthesizes where Yarn has installed it", async () => {
      await yarnModules.installWithYarn(YARN, 'node-modules', BUNDLED);
      await checkSynthesis(yarnModules, app);
    });
    await checkBun(list, folder, { newest: consumer('bun', NEWEST), below: consumer('bun-below', BELOW) });
  }),
);

async function checkContent(list: Checklist, { files, size, unpackedSize }: Tarball): Promise<void> {
  list.note(`${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked, ${files.length} files`);
  await list.check('everything is there that is used', () => {
    const expected = [
      '.jsii',
      'LICENSE',
      'NOTICE',
      'README.md',
      'package.json',
      'lib/index.js',
      'lib/index.d.ts',
      'assets/app-instance-admin/index.js',
      'assets/channel-flow/index.js',
      'assets/channel-flow-association/index.js',
      'assets/channel-flow-coverage/index.js',
      'assets/channel-flow-detection/index.js',
      'assets/channel-flow-sweep/index.js',
      'assets/messaging-streaming-configuration/index.js',
      'channels/lib/index.js',
      'channels/lib/index.mjs',
      'channels/lib/index.d.ts',
      'channels/lib/index.d.mts',
      'processor/lib/index.js',
      'processor/lib/index.mjs',
      'processor/lib/index.d.ts',
      'processor/lib/index.d.mts',
      'testing/lib/index.js',
      'testing/lib/index.d.ts',
      'testing/lib/lambda-host.js',
      'testing/lib/lambda-layers.js',
      'testing/lib/loopback-certificate.js',
      'testing/lib/THIRD-PARTY-LICENSES',
      'testing/lib/inspector/page.html',
      'testing/lib/inspector/page.js',
    ];
    assert.deepEqual(
      expected.filter((file) => !files.includes(file)),
      [],
    );
  });
  await list.check('nothing else is there', () => {
    const places =
      /^(?:lib|assets|channels\/lib|processor\/lib|testing\/lib)\/|^(?:rosetta\/default\.ts-fixture|sbom\.cdx\.json|\.jsii(?:\.tabl\.json)?|package\.json|[A-Z]+(?:\.md)?)$/;
    const source = /(?<!\.d)\.m?ts$/;
    const unwanted = files.filter((file) => !places.test(file) || source.test(file));
    const shown = unwanted.slice(0, 10).join(', ');
    assert.equal(unwanted.length, 0, `${unwanted.length} files that nobody needs: ${shown}, …`);
  });
  await list.check('declarations show nothing internal', () => {
    const declarations = files.filter((file) =>
      /^(?:channels|processor|testing)\/lib\/.*\.d\.m?ts$/.test(file),
    );
    const unwanted = declarations.filter((file) =>
      readFileSync(join(REPOSITORY, file), 'utf8').includes('@internal'),
    );
    assert.deepEqual(unwanted, []);
  });
}

/** The Node.js of this process, and other requested versions. */
async function findNodes(list: Checklist): Promise<readonly NodeVersion[]> {
  const isOther = (version: string) => !OWN_NODE.name.startsWith(`v${version}.`);
  const others: NodeVersion[] = [];
  for (const version of otherNodes.filter(isOther)) {
    others.push(await list.require(`npm has Node.js ${version}`, () => nodeOf(version)));
  }
  return [OWN_NODE, ...others];
}

/** One check on each Node.js. */
async function checkOnEach(
  list: Checklist,
  nodes: readonly NodeVersion[],
  description: string,
  body: (environment: NodeJS.ProcessEnv) => Promise<unknown>,
): Promise<void> {
  for (const { name, environment } of nodes) {
    await list.check(`${description}, on Node.js ${name}`, async () => void (await body(environment)));
  }
}

/** The README's first example, compiled and synthesized. */
async function checkFirstExample(
  list: Checklist,
  consumer: Consumer,
  { nodes, compiler }: { nodes: readonly NodeVersion[]; compiler: readonly string[] },
): Promise<void> {
  const versions = ['aws-cdk-lib', 'constructs'].map((name) => `${name} ${consumer.versionOf(name)}`);
  list.note(versions.join(', '));
  await list.require("the README's first example compiles", async () => {
    consumer.write('app.ts', firstExample());
    await consumer.compile('app.ts', { ...NODE16, skipLibCheck: true }, compiler);
  });
  await checkOnEach(list, nodes, 'it synthesizes', async (environment) => {
    await consumer.runNode('app.js', { ...environment, CDK_VALIDATION: 'true' });
    checkTemplate(consumer);
  });
}

function checkTemplate(consumer: Consumer): void {
  const template = consumer.readJson('cdk.out/Chat.template.json') as {
    Resources: Record<string, { Type: string }>;
  };
  const types = Object.values(template.Resources).map((resource) => resource.Type);
  for (const type of ['Custom::ChimeChannelFlow', 'Custom::ChimeChannelFlowAssociation']) {
    assert.equal(types.filter((each) => each === type).length, 1, type);
  }
}

/** An app that another consumer has compiled. */
async function checkSynthesis(consumer: Consumer, app: string): Promise<void> {
  consumer.write('app.js', app);
  await consumer.runNode('app.js');
  checkTemplate(consumer);
}

/** A bundled app has lost the code of the functions, and its error says what to do. */
async function checkBundled(list: Checklist, consumer: Consumer): Promise<void> {
  const esbuild = join(REPOSITORY, 'node_modules', '.bin', 'esbuild');
  const bundle = (...options: string[]) =>
    consumer.runCommand(esbuild, [
      'app.js',
      '--bundle',
      '--platform=node',
      '--outfile=bundled/app.js',
      '--log-level=error',
      ...options,
    ]);
  await list.check('an app that is bundled with its packages is told to leave them out', async () => {
    await bundle();
    await assert.rejects(
      consumer.runNode('bundled/app.js'),
      /the code of the function must be in the package, .*--packages=external\) \(in Chat\//,
    );
  });
  await list.check('an app that is bundled without its packages synthesizes', async () => {
    await bundle('--packages=external');
    await consumer.runNode('bundled/app.js');
    checkTemplate(consumer);
  });
}

/**
 * Like pnpm and Yarn, Bun installs an aws-cdk-lib that is too old, and only warns; so the library itself must report
 * it.
 */
async function checkBun(
  list: Checklist,
  folder: string,
  { newest, below }: Record<'newest' | 'below', Consumer>,
): Promise<void> {
  if (process.platform === 'win32') return list.skip('Bun', 'its package for Windows has another name');
  const bun = await list.require('npm install, of Bun', () => installedBun(folder));
  await list.check("the README's first example synthesizes with Bun, from TypeScript", async () => {
    await newest.installWithBun(bun, BUNDLED);
    newest.write('app.ts', firstExample());
    await newest.runCommand(bun, ['app.ts'], { CDK_OUTDIR: 'cdk.out' });
    checkTemplate(newest);
  });
  await list.check(
    'an aws-cdk-lib below the lowest version is refused by a sentence that names it',
    async () => {
      await below.installWithBun(bun, BUNDLED);
      below.write('app.js', "require('cdk-chime-sdk-messaging').ChannelFlow;\n");
      await assert.rejects(
        below.runNode('app.js'),
        /cdk-chime-sdk-messaging needs aws-cdk-lib \^2\.273\.0, got 2\.271\.0/,
      );
    },
  );
}

/** The executable: npm has a separate package for each platform. */
async function installedBun(folder: string): Promise<string> {
  const name = `@oven/bun-${process.platform}-${process.arch.replace('arm64', 'aarch64')}`;
  const prefix = join(folder, 'bun-program');
  mkdirSync(prefix);
  const npm = ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts'];
  await runCommand('npm', [...npm, `${name}@${BUN}`]);
  return join(prefix, 'node_modules', name, 'bin', 'bun');
}

function firstExample(): string {
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
  const block = /^```mts\n(.*?)^```$/ms.exec(readme);
  assert.ok(block, 'README.md has no mts block');
  // the stack, used as by `cdk init`
  return `${block[1]!}\nimport { App } from 'aws-cdk-lib';\nnew ChatStack(new App(), 'Chat');\n`;
}

/** Checks that declarations are found and correct with every resolution, and require nothing that is not installed. */
async function checkTypes(list: Checklist, consumer: Consumer, program: string): Promise<void> {
  consumer.addProgram(join(__dirname, 'programs', program), program);
  for (const options of RESOLUTIONS) {
    const compiler = options.moduleResolution === 'node10' ? TYPESCRIPT : TYPESCRIPT_7; // it no longer supports this
    await checkTypesWith(list, consumer, program, options, compiler);
  }
}

async function checkTypesWith(
  list: Checklist,
  consumer: Consumer,
  program: string,
  options: Resolution,
  compiler: readonly string[],
): Promise<void> {
  const how = `${options.moduleResolution} and TypeScript ${compiler === TYPESCRIPT ? 6 : 7}`;
  await list.check(`the types in ${program} are found and exact with ${how}`, async () => {
    const findings = await consumer.findings(program, { ...options, ...WHOLE }, compiler);
    const own = findings.filter((finding) => !finding.startsWith('node_modules/aws-cdk-lib/'));
    if (own.length < findings.length) {
      list.note(`aws-cdk-lib itself is not exact in ${findings.length - own.length} places`);
    }
    assert.deepEqual(own, []);
  });
}

async function checkPrograms(
  list: Checklist,
  consumer: Consumer,
  nodes: readonly NodeVersion[],
  programs: string[],
): Promise<void> {
  for (const program of programs) {
    consumer.addProgram(join(__dirname, 'programs', program), program);
    await checkOnEach(list, nodes, `${program} runs`, (environment) =>
      consumer.runNode(program, environment),
    );
  }
}

/** How to start a command of a package; `node` works without one. */
type Start = (command: string) => [program: string, ...args: string[]];

function start(command: string): ReturnType<Start> {
  return command === 'node' ? [command] : ['npx', command];
}

function startWithYarn(command: string): ReturnType<Start> {
  return ['npx', '--yes', '--package', `@yarnpkg/cli-dist@${YARN}`, 'yarn', command];
}

/**
 * Deploys, uses, updates, rolls back, and destroys the sample app, in a test of each runner. Other versions of Node.js run only its own
 * runner, and Python's, whose tests start the command: how Jest and Vitest load modules doesn't depend on the version.
 */
async function checkSample(
  list: Checklist,
  consumer: Consumer,
  { packages, startOf, nodes }: { packages: string; startOf: Start; nodes: readonly NodeVersion[] },
): Promise<void> {
  consumer.addSample(SAMPLE);
  for (const [runner, [command, ...args]] of Object.entries(SAMPLE_TESTS)) {
    const lives = `the sample app lives in a test of ${runner}, with ${packages}`;
    await checkOnEach(list, command === 'node' ? nodes : [OWN_NODE], lives, (environment) => {
      const [program, ...begin] = startOf(command);
      return consumer.runCommand(program, [...begin, ...args], { ...environment, CDK_OUTDIR: undefined });
    });
  }
  const inPython = `the sample app lives in a test of pytest, with ${packages}`;
  if (!hasCommand('python3')) return list.skip(inPython, 'there is no python3');
  await checkOnEach(list, nodes, inPython, async (environment) => {
    const python = await pythonEnvironment(join(REPOSITORY, '.venv-package'), 'pytest');
    const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_sample.py'];
    await consumer.runCommand(python, pytest, {
      ...environment,
      CHIME_MESSAGING_EMULATOR: startOf('chime-messaging-emulator').join(' '),
    });
  });
}

/** The error messages for wrong input. */
async function checkErrors(list: Checklist, consumer: Consumer): Promise<void> {
  await list.check('wrong input is told by property, rule and value', async () => {
    consumer.addProgram(join(__dirname, 'programs', 'wrong-input.cjs'), 'wrong-input.cjs');
    const { stdout } = await consumer.runNode('wrong-input.cjs');
    const errors = stdout.trim().split('\n');
    for (const error of errors) list.note(error.length > 160 ? `${error.slice(0, 160)}…` : error);
    assert.match(errors[0]!, /'processors' .*1 to 3.*got 0/);
    assert.match(errors[1]!, /'channelFlowName' .*256.*got /);
    assert.match(errors[2]!, /'channelArn' must be an ARN .*channel\/.*got .*channel-flow\/example/);
    assert.equal(errors.length, 3);
  });
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
