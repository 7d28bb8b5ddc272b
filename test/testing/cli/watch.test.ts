import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CliProcess, file, isAlive, numberIn, until } from './support';

const MODULES = join(__dirname, '..', '..', '..', 'node_modules');
const APP = `
  const { App, CfnOutput, Stack } = require('aws-cdk-lib');
  const { CfnAppInstance } = require('aws-cdk-lib/aws-chime');
  const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
  const app = new App();
  const stack = new Stack(app, 'Chat');
  new Function(stack, 'Reader', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('reader') });
  require('./functions').add(stack);
  new CfnOutput(stack, 'Name', { value: require('./name.json') });
  app.synth();
`;

/** Counts how often the app is synthesized, where no change is noticed. */
const COUNTING = "exports.add = () => require('fs').appendFileSync('synthesized.log', '.');";

/** An app in its own folder, served by the command; `command` synthesizes it. */
async function serve(
  files: Record<string, string> = {},
  command = `'${process.execPath}' app.js`,
  environment: Record<string, string> = {},
) {
  const app = file('app.js', APP);
  const folder = dirname(app);
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, `${name}.new~`), content);
    renameSync(join(folder, `${name}.new~`), join(folder, name)); // like editors
  };
  symlinkSync(MODULES, join(folder, 'node_modules'));
  write('name.json', '"one"');
  write('functions.js', 'exports.add = () => {};');
  write('reader/index.js', "exports.handler = async () => console.log('old');");
  for (const [name, content] of Object.entries(files)) write(name, content);
  const args = ['--app', command, '--watch', '--json', '--ready-file', 'ready.json'];
  const cli = new CliProcess(args, environment, folder);
  await cli.until(() => cli.events.length > 0);
  return { cli, write, folder };
}

test('what an app is made of is deployed again when it changes', async () => {
  const { cli, write, folder } = await serve();
  const { event: _, ...note } = cli.events[0]!;

  write('name.json', '"two"');
  await cli.until(() => cli.events.length === 2);

  expect(cli.stderr.match(/synthesizing: .*/g)).toEqual(
    Array(2).fill(`synthesizing: '${process.execPath}' app.js`),
  );
  expect(cli.events).toMatchObject([
    { event: 'ready', version: 1, outputs: { Chat: { Name: 'one' } } },
    { event: 'deployed', outputs: { Chat: { Name: 'two' } } },
  ]);
  const ready: unknown = JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8'));
  expect(ready).toEqual({ ...note, outputs: { Chat: { Name: 'two' } } });
});

test('a function runs its changed code before the app is synthesized again', async () => {
  const { cli, write } = await serve();

  write('reader/index.js', "exports.handler = async () => console.log('new');");
  await cli.until(() => cli.events.length === 2);

  const [live, deployed] = cli.stderr.match(/ info {2}(?!synthesizing).*/g)!;
  expect(live).toMatch(/Chat\/Reader runs its changed code$/);
  expect(deployed).toContain('deployed again');
});

test('a function that the app bundles runs its changed code before the app is synthesized again', async () => {
  const { cli, write } = await serve({
    'package-lock.json': '{}',
    'bundled/words.ts': "export const words: string = 'old';",
    'bundled/index.ts':
      "import { words } from './words'; export const handler = async () => console.log(words);",
    'functions.js': `
      const { NodejsFunction } = require('aws-cdk-lib/aws-lambda-nodejs');
      const { Runtime } = require('aws-cdk-lib/aws-lambda');
      exports.add = (stack) =>
        new NodejsFunction(stack, 'Bundled', { entry: 'bundled/index.ts', runtime: Runtime.NODEJS_22_X });
    `,
  });

  write('bundled/words.ts', "export const words: string = 'new';");
  await cli.until(() => cli.events.length === 2);

  const [live, deployed] = cli.stderr.match(/ info {2}(?!synthesizing).*/g)!;
  expect(live).toMatch(/Chat\/Bundled runs its changed code$/);
  expect(deployed).toContain('deployed again');
});

test('a function in JavaScript is live although cdk.json excludes all JavaScript, as that of cdk init does', async () => {
  const settings = { watch: { include: ['**'], exclude: ['**/*.js', 'node_modules', 'test'] } };
  const { cli, write } = await serve({ 'cdk.json': JSON.stringify(settings) });

  write('functions.js', 'exports.add = () => { throw new Error(); };');
  write('reader/index.js', "exports.handler = async () => console.log('old');");
  write('name.json', '"two"');
  await cli.until(() => cli.events.length === 2);
  write('functions.js', 'exports.add = () => {};');
  write('reader/index.js', "exports.handler = async () => console.log('new');");
  await cli.until(() => cli.events.length === 3);

  expect(cli.stderr.match(/\S+ runs its changed code/g)).toEqual(['Chat/Reader runs its changed code']);
});

test('what constructs warn of is told once, and after a change only what is new', async () => {
  const warnings = (...texts: string[]) => `
    const { Annotations } = require('aws-cdk-lib');
    exports.add = (stack) => ${JSON.stringify(texts)}.forEach((text) => Annotations.of(stack).addWarning(text));
  `;
  const { cli, write } = await serve({ 'functions.js': warnings('one') });

  write('functions.js', warnings('one', 'two'));
  await cli.until(() => cli.events.length === 2);

  expect(cli.stderr.match(/ warn .*/g)).toEqual([' warn  Chat: one', ' warn  Chat: two']);
});

test('a change that cannot be deployed is told, and the app stays', async () => {
  const { cli, write } = await serve();

  write('name.json', '"two');
  await cli.until(() => cli.events.length === 2);
  write('name.json', '"three"');
  await cli.until(() => cli.events.length === 3);

  expect(cli.events.slice(1)).toMatchObject([
    {
      event: 'notDeployed',
      message: expect.stringMatching(/^--app: .* must exit with code 0, got 1: SyntaxError/),
    },
    { event: 'deployed', outputs: { Chat: { Name: 'three' } } },
  ]);
});

test('what programs write, and what cdk.json excludes, is not deployed again', async () => {
  const settings = { watch: { include: ['**'], exclude: ['notes', '*.txt'] }, output: 'out' };
  const files = { 'cdk.json': JSON.stringify(settings), 'functions.js': COUNTING };
  const { cli, write, folder } = await serve(files);
  const written = [
    'notes/a.md',
    'list.txt',
    'out/manifest.json',
    '.cache/a',
    'coverage/a.json',
    'emulator.log',
  ];

  for (const name of written) write(name, 'changed');
  await new Promise((resolve) => setTimeout(resolve, 500)); // five times as long as it takes to detect a change
  write('name.json', '"two"');
  await cli.until(() => JSON.stringify(cli.events).includes('"two"'));

  expect(readFileSync(join(folder, 'synthesized.log'), 'utf8')).toBe('..');
});

test('a change while the first deployment fails does not keep the command from ending', async () => {
  const folder = dirname(
    file('app.js', "require('fs').writeFileSync('begun.json', ''); setTimeout(() => process.exit(1), 500);"),
  );
  const cli = new CliProcess(['--app', `'${process.execPath}' app.js`, '--watch'], {}, folder);
  await cli.until(() => existsSync(join(folder, 'begun.json')));
  writeFileSync(join(folder, 'name.json'), '"two"');

  expect(await cli.exited).toBe(2);
  expect(cli.stderr.match(/must exit with code 0/g)).toHaveLength(1);
});

test('only the synthesized files that are in use are kept', async () => {
  const temporary = dirname(file('none', ''));
  const { cli, write } = await serve({}, undefined, { TMPDIR: temporary });
  const assemblies = () => {
    const [folder] = readdirSync(temporary).filter((name) => name.startsWith('chime-messaging-app-'));
    return readdirSync(join(temporary, folder!)).length;
  };

  for (const [index, word] of ['a', 'b', 'c', 'd'].entries()) {
    write('name.json', `"${word}"`);
    write('reader/index.js', `exports.handler = async () => console.log('${word}');`);
    await cli.until(
      () => cli.events.length >= index + 2 && JSON.stringify(cli.events.at(-1)).includes(`"${word}"`),
    );
  }

  expect(assemblies()).toBe(1);
});

test('a cdk.json that cannot be read is an error that says so', async () => {
  const path = file('cdk.json', '{');
  const cli = new CliProcess(['--app', 'true', '--watch'], {}, dirname(path));

  expect(await cli.exited).toBe(1);

  expect(cli.stderr).toMatch(/^chime-messaging-emulator: --watch: 'cdk\.json' must be JSON, got .+\n$/);
});

test('a synthesis that is under way ends with the command', async () => {
  const note = file('pid', '');
  const app = `sh -c 'echo $$ > ${note}; echo begun; sleep 1000'; true`;
  const cli = new CliProcess(['--log-level', 'debug', '--app', app]);
  await cli.until(() => cli.stderr.includes('app | begun')); // by then, the command can end it

  await cli.end('SIGKILL');

  await until(() => !isAlive(numberIn(note)!));
});
