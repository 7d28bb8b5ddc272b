import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { file, until } from './support';
import { CliLog } from '../../../testing/cli/log';
import { ModuleFunctions } from '../../../testing/cli/module-functions';
import { parseOptions } from '../../../testing/cli/options';
import { reachProcessors } from '../../../testing/cli/processors';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:moderate';

class RecordedLog extends CliLog {
  public readonly lines: string[] = [];

  public constructor() {
    super('debug');
  }

  public override write(level: string, text: string): void {
    this.lines.push(`${level} ${text}`);
  }
}

/** The reports about an invocation, up to the first line of output. */
async function linesOfOneRun(module: string): Promise<string[]> {
  const emulator = await ChimeMessagingEmulator.start();
  const log = new RecordedLog();
  const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, log);
  functions.invoke(FUNCTION_ARN, {});
  await until(() => log.lines.length > 0);
  functions.end();
  await emulator.close();
  return log.lines;
}

test('a function that fails is tried twice more, on the clock of the emulator', async () => {
  const emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual() });
  const log = new RecordedLog();
  const module = file(
    'processor.cjs',
    "exports.handler = () => { process.stdout.write('a\\nb'); throw new TypeError('no'); };",
  );
  const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, log);
  const failures = () => log.lines.filter((line) => line.startsWith('warn')).length;

  functions.invoke(`${FUNCTION_ARN}:live`, {});
  await until(() => failures() === 1);
  await emulator.clock.advance(60_000);
  await until(() => failures() === 2);
  await emulator.clock.advance(120_000);
  await until(() => log.lines.some((line) => line.startsWith('error')));
  functions.end();
  await emulator.close();

  const attempt = [
    'info moderate | a',
    'info moderate | b',
    expect.stringMatching(/^info moderate \| .*Invoke Error.*"TypeError".*processor\.cjs:1/),
    `warn moderate failed: TypeError: no`,
  ];
  expect(log.lines).toEqual([
    ...attempt,
    ...attempt,
    ...attempt,
    `error moderate failed 3 times; its message stays PENDING, as on AWS without a guard`,
  ]);
});

test('a wait for a message tells why the function failed', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = file('processor.cjs', "exports.handler = () => { throw new TypeError('no'); };");
  const log = new RecordedLog();
  const options = parseOptions(['--function', `moderate=${module}`]);
  const processors = await reachProcessors(emulator, options, log);
  emulator.seed({
    appInstances: [
      {
        id: 'chat',
        users: [{ id: 'alice' }],
        channelFlows: [{ id: 'moderation', processors: [{ function: 'moderate' }] }],
        channels: [{ id: 'general', createdBy: 'alice', channelFlow: 'moderation' }],
      },
    ],
  });
  const appInstance = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
  const { MessageId: id } = await emulator.call('SendChannelMessage', {
    ChannelArn: `${appInstance}/channel/general`,
    ChimeBearer: `${appInstance}/user/alice`,
    Content: 'hello',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  await until(() => log.lines.some((line) => line.startsWith('warn')));

  const settled = emulator.settled(String(id), { timeout: 0 });

  await expect(settled).rejects.toThrow('was invoked and failed without calling back: TypeError: no');
  expect(emulator.messageTraces[0]!.versions[0]!.steps).toMatchObject([{ functionError: 'TypeError: no' }]);
  processors.end();
  await emulator.close();
});

test.each([
  ['processor.rb', '', 'must be a JavaScript, TypeScript or Python file'],
  ['processor.ts', 'const odd = ;', /must compile, got .*processor\.ts:1:12: ERROR: Unexpected ";"/],
  ['missing.js', undefined, 'there is no module'],
])('a module that cannot run is refused: %s', async (name, content, message) => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = content === undefined ? name : file(name, content);

  const make = () =>
    new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, new RecordedLog());

  expect(make).toThrow(message);
  await emulator.close();
});

test('a TypeScript module runs with what it imports', async () => {
  const module = file(
    'processor.ts',
    "import { words } from './words';\nexport const handler = (): void => console.log(words satisfies string);",
  );
  writeFileSync(join(dirname(module), 'words.ts'), "export const words: string = 'some words';");

  expect(await linesOfOneRun(module)).toEqual(['info moderate | some words']);
});

test('without esbuild, a TypeScript module is refused with the command that installs it', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = file('processor.ts', '');
  jest.spyOn(process, 'cwd').mockReturnValue(dirname(module));

  const make = () =>
    new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, new RecordedLog());

  expect(make).toThrow("which is not installed: run 'npm install --save-dev esbuild'");
  jest.restoreAllMocks();
  await emulator.close();
});

test('two modules for one function are refused', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = file('processor.js', '');
  const option = { functionArn: FUNCTION_ARN, module };

  const make = () => new ModuleFunctions([option, option], emulator, new RecordedLog());

  expect(make).toThrow("--function: there must be one module for each function, got two for 'moderate'");
  await emulator.close();
});

test('the module that is named runs, and no other file of that name', async () => {
  const module = file('moderator.mjs', "export const handler = () => console.log('the right one');");
  writeFileSync(module.replace('.mjs', '.js'), "exports.handler = () => console.log('the wrong one');");

  expect(await linesOfOneRun(module)).toEqual(['info moderate | the right one']);
});

test('a Python module runs as the file that is named, beside a package of that name', async () => {
  const module = file('my-moderator.py', "def handler(event, context):\n    print('the right one')\n");
  mkdirSync(join(dirname(module), 'my-moderator'));
  writeFileSync(join(dirname(module), 'my-moderator', '__init__.py'), "def handler(*_):\n    print('no')\n");

  expect(await linesOfOneRun(module)).toEqual(['info moderate | the right one']);
});

test('a Python module without a handler is refused', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = file('moderator.py', 'def handle(event, context): pass');
  const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, new RecordedLog());

  await expect(functions.load()).rejects.toThrow(/moderator\.py' must export a function named handler$/);

  functions.end();
  await emulator.close();
});

test('without python3, a Python module is refused', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const module = file('moderator.py', '');
  const { PATH } = process.env;
  process.env.PATH = dirname(module);

  const make = () =>
    new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, new RecordedLog());

  expect(make).toThrow('must be run by python3, which is not on PATH: install Python 3');
  process.env.PATH = PATH;
  await emulator.close();
});

test.each([
  ['moderate.cjs', (word: string) => `exports.handler = () => console.log('${word}');`],
  ['moderate.mjs', (word: string) => `export const handler = () => console.log('${word}');`],
  ['moderate.ts', (word: string) => `export const handler = (): void => console.log('${word}');`],
  ['moderate.py', (word: string) => `def handler(event, context):\n    print('${word}')\n`],
])('%s is loaded again when it changes', async (name, sourceOf) => {
  const emulator = await ChimeMessagingEmulator.start();
  const log = new RecordedLog();
  const module = file(name, sourceOf('old'));
  const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, log);
  const runs = async () => {
    const before = log.lines.length;
    functions.invoke(FUNCTION_ARN, {});
    await until(() => log.lines.length > before);
    return log.lines.at(-1);
  };

  const lines = [await runs()];
  writeFileSync(module, sourceOf('new'));
  await until(() => log.lines.includes('info moderate runs its changed code'));
  lines.push(await runs());
  functions.end();
  await emulator.close();

  expect(lines).toEqual(['info moderate | old', 'info moderate | new']);
});

test.each([
  ['does not compile', 'export const word = ;'],
  ['is not there yet', undefined],
])(
  'a TypeScript module is loaded again when what it imports from another folder, and %s, is mended',
  async (_, broken) => {
    const emulator = await ChimeMessagingEmulator.start();
    const log = new RecordedLog();
    const module = file('moderate.ts', "export const handler = (): void => console.log('old');");
    const words = join(dirname(module), 'words', 'word.ts');
    const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, log);

    mkdirSync(dirname(words));
    if (broken !== undefined) writeFileSync(words, broken);
    writeFileSync(
      module,
      "import { word } from './words/word';\nexport const handler = () => console.log(word);",
    );
    await until(() => log.lines.length > 0);
    writeFileSync(words, "export const word: string = 'new';");
    await until(() => log.lines.includes('info moderate runs its changed code'));
    functions.invoke(FUNCTION_ARN, {});
    await until(() => log.lines.at(-1) === 'info moderate | new');
    functions.end();
    await emulator.close();

    expect(log.lines[0]).toMatch(/^error not loaded again: --function: '.*' must compile, got /);
  },
);

test('a TypeScript module that does not compile anymore leaves the function as it was', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const log = new RecordedLog();
  const module = file('moderate.ts', "export const handler = (): void => console.log('old');");
  const functions = new ModuleFunctions([{ functionArn: FUNCTION_ARN, module }], emulator, log);

  writeFileSync(module, 'export const = 1;');
  await until(() => log.lines.length > 0);
  functions.invoke(FUNCTION_ARN, {});
  await until(() => log.lines.length > 1);
  functions.end();
  await emulator.close();

  expect(log.lines).toEqual([
    expect.stringMatching(/^error not loaded again: --function: '.*' must compile, got .*ERROR/),
    'info moderate | old',
  ]);
});
