import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { functionOf, lonelyLambda } from './one-function';
import { zip } from './zip';
import {
  assetCode,
  codeInPlace,
  inlineCode,
  type LocalLambda,
  type FunctionCode,
  type FunctionConfiguration,
} from '../../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../../testing/emulator';

const ARN = 'arn:aws:lambda:us-east-1:111122223333:function:';
let lambda: LocalLambda;
let clock: EmulatorClock;
let delivered: [string, unknown][];
let names: string[];

beforeEach(() => {
  clock = EmulatorClock.manual();
  delivered = [];
  names = [];
  lambda = lonelyLambda(clock, async (arn, record) => void delivered.push([arn, record]));
});

const folders: string[] = [];

afterEach(() => {
  names.forEach((name) => lambda.delete(name));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function define(source: string, properties: Partial<FunctionConfiguration> = {}) {
  const functionName = properties.functionName ?? 'f';
  const runtime = properties.runtime ?? 'nodejs20.x';
  names.push(functionName);
  return lambda.create({
    ...functionOf(source, runtime),
    functionName,
    functionArn: ARN + functionName,
    logGroupName: `/aws/lambda/${functionName}`,
    ...properties,
  });
}

async function invoke(source: string, event: unknown = {}, properties: Partial<FunctionConfiguration> = {}) {
  define(source, properties);
  return lambda.invoke('f', event);
}

test('gives a handler its event and a context', async () => {
  const { payload } = await invoke(
    `exports.handler = async (event, context) => ({
      event,
      ...context,
      remaining: context.getRemainingTimeInMillis(),
    });`,
    { a: 1 },
    { memorySize: 256, timeout: 30 },
  );

  expect(payload).toEqual({
    event: { a: 1 },
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'f',
    functionVersion: '$LATEST',
    invokedFunctionArn: `${ARN}f`,
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/f',
    logStreamName: expect.stringContaining('[$LATEST]'),
    callbackWaitsForEmptyEventLoop: true,
    remaining: expect.any(Number),
  });
  const { remaining } = payload as { remaining: number };
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(30_000);
});

test.each([
  ['a promise', 'exports.handler = async () => 1;', 1],
  ['a value', 'exports.handler = () => 2;', 2],
  ['the callback', 'exports.handler = (event, context, callback) => setTimeout(callback, 1, null, 3);', 3],
  ['nothing', 'exports.handler = async () => {};', null],
  ['an ES module', 'import { sep } from "node:path"; export const handler = async () => sep;', '/'],
  [
    'an ES module with the SDK',
    'import { ChimeSDKMessagingClient } from "@aws-sdk/client-chime-sdk-messaging"; export const handler = async () => typeof ChimeSDKMessagingClient;',
    'function',
  ],
])('takes the response of %s', async (_, source, expected) => {
  await expect(invoke(source)).resolves.toEqual({ requestId: expect.any(String), payload: expected });
});

test.each<[string, string, object]>([
  [
    'throws',
    'exports.handler = () => { throw new RangeError("no"); };',
    { errorType: 'RangeError', errorMessage: 'no' },
  ],
  [
    'rejects',
    'exports.handler = async () => { throw new TypeError("no"); };',
    { errorType: 'TypeError', errorMessage: 'no' },
  ],
  [
    'throws what is no error',
    'exports.handler = async () => { throw "text"; };',
    { errorType: 'string', errorMessage: 'text' },
  ],
  [
    'throws an object that is not JSON',
    'exports.handler = async () => { const error = {}; throw Object.assign(error, { error }); };',
    { errorType: 'object', errorMessage: 'an object that is not JSON' },
  ],
  [
    'throws a bigint',
    'exports.handler = async () => { throw 7n; };',
    { errorType: 'bigint', errorMessage: '7' },
  ],
  [
    'calls back with an error',
    'exports.handler = (e, c, done) => done(new Error("no"));',
    { errorType: 'Error' },
  ],
  [
    'rejects somewhere else',
    'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'lost' },
  ],
  [
    'throws somewhere else',
    'exports.handler = () => { setTimeout(() => { throw new Error("late"); }); return new Promise(() => {}); };',
    { errorType: 'Error', errorMessage: 'late' },
  ],
  [
    'ends its process',
    'exports.handler = async () => process.exit(3);',
    { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
  ],
  [
    'is killed',
    'exports.handler = async () => process.kill(process.pid, "SIGKILL");',
    { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: SIGKILL') },
  ],
  [
    'cannot be loaded',
    'require("./nothing");',
    { errorMessage: expect.stringContaining('Cannot find module') },
  ],
  ['has no handler', 'exports.other = 1;', { errorType: 'Runtime.HandlerNotFound' }],
])('reports a function that %s, and goes on with the next event', async (_, source, error) => {
  await expect(invoke(source)).resolves.toMatchObject({ functionError: 'Unhandled', payload: error });
  lambda.find('f')!.configure({
    ...lambda.find('f')!.configuration,
    code: inlineCode('exports.handler = async () => "well";', 'nodejs20.x'),
  });
  await expect(lambda.invoke('f', {})).resolves.toMatchObject({ payload: 'well' });
});

test('reports a handler whose file is missing, or whose name is no name', async () => {
  await expect(invoke('', {}, { handler: 'other.handler' })).resolves.toMatchObject({
    payload: { errorType: 'Runtime.ImportModuleError' },
  });
  define('', { functionName: 'g', handler: 'nothing' });
  await expect(lambda.invoke('g', {})).resolves.toMatchObject({
    payload: { errorType: 'Runtime.MalformedHandlerName' },
  });
});

test.each([
  ['async', 'nodejs22.x', { functionError: 'Unhandled', payload: { errorType: 'Runtime.NodeJsExit' } }],
  ['', 'nodejs22.x', { payload: null }],
  ['', 'nodejs24.x', { functionError: 'Unhandled', payload: { errorType: 'Runtime.NodeJsExit' } }],
])('ends a handler (%s) that waits for nothing, as %s does', async (declared, runtime, result) => {
  const source = `exports.handler = ${declared} () => new Promise(() => {});`;
  await expect(invoke(source, {}, { runtime })).resolves.toMatchObject(result);
  await expect(lambda.invoke('f', {})).resolves.toMatchObject(result);
});

test.each([
  [
    'throws',
    'exports.handler = async () => { process.stdout.write("begun"); throw new RangeError("no"); };',
    /\tERROR\tInvoke Error\t\{"errorType":"RangeError","errorMessage":"no","stack":\["RangeError: no","    at .*index\.js:1/,
  ],
  [
    'ends its process',
    'exports.handler = async () => { process.stdout.write("begun"); process.exit(3); };',
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3 Runtime\.ExitError$/,
  ],
  [
    'takes too long',
    'exports.handler = () => { process.stdout.write("begun"); return new Promise((r) => setTimeout(r, 60000)); };',
    /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
  ],
])('the log of a function that %s says why it failed, in a line of its own', async (_, source, expected) => {
  await invoke(source, {}, { timeout: 1 });

  expect(lambda.logsOf('f').lines).toEqual(['begun', expect.stringMatching(expected)]);
});

test('stops a function at its timeout', async () => {
  const source = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));';
  const result = await invoke(source, {}, { timeout: 0.2 });

  expect(result).toMatchObject({
    functionError: 'Unhandled',
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 0.20 seconds$/),
    },
  });
  expect(lambda.logsOf('f').lines.at(-1)).toContain('Task timed out');
});

test('ends a function that takes more memory than it has', async () => {
  const hoard =
    'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill(all)); };';

  await expect(invoke(hoard)).resolves.toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
});

test('keeps a process warm, and starts another for what runs at the same time', async () => {
  define('let count = 0; exports.handler = async ({ wait = 0 }) => { await new Promise((r) => setTimeout(r, wait)); return ++count; };');
  const payload = async (event: object) => (await lambda.invoke('f', event)).payload;

  expect([await payload({}), await payload({})]).toEqual([1, 2]);
  expect((await Promise.all([payload({ wait: 100 }), payload({ wait: 100 })])).sort()).toEqual([1, 3]);
});

test('lets invocations wait when there are as many processes as there may be', async () => {
  lambda.maxProcesses = 1;
  define('exports.handler = async () => process.pid;');

  const results = await Promise.all([1, 2, 3].map(async () => (await lambda.invoke('f', {})).payload));

  expect(new Set(results).size).toBe(1);
});

test('keeps what a function writes, line by line, before its response', async () => {
  await invoke(
    'exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); process.stdout.write("end"); };',
  );

  expect(lambda.logsOf('f').lines).toEqual(['one', 'two', 'three', 'end']);
});

test('retries an asynchronous invocation on the clock, and then sends a record to the destination', async () => {
  const target = define('exports.handler = async () => { throw new Error("no"); };');
  target.settingsOf(undefined).eventInvokeConfig = { onFailure: `${ARN}guard` };

  const { result, requestId } = lambda.invokeAsync('f', { a: 1 });
  for (const delay of [60_000, 120_000]) {
    await lambda.idle();
    await new Promise(setImmediate);
    await clock.advance(delay);
  }

  await expect(result).resolves.toMatchObject({ condition: 'RetriesExhausted', attempts: 3 });
  expect(delivered).toEqual([
    [
      `${ARN}guard`,
      expect.objectContaining({
        requestContext: {
          requestId,
          functionArn: `${ARN}f:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { a: 1 },
        responsePayload: expect.objectContaining({ errorMessage: 'no' }),
      }),
    ],
  ]);
});

test('sends a record of a success where that is asked for', async () => {
  const target = define('exports.handler = async () => "well";');
  target.settingsOf(undefined).eventInvokeConfig = { onSuccess: 'arn:aws:sqs:us-east-1:111122223333:q' };

  await lambda.invokeAsync('f', {}).result;

  expect(delivered).toEqual([
    [expect.stringMatching(/:q$/), expect.objectContaining({ responsePayload: 'well' })],
  ]);
});

test('loses a record that cannot be delivered, and says so in the log', async () => {
  const target = define('exports.handler = async () => "well";');
  target.settingsOf(undefined).eventInvokeConfig = { onSuccess: 'arn:aws:s3:::bucket' };

  await lambda.invokeAsync('f', {}).result;

  expect(lambda.logsOf('f').lines).toEqual([
    'destination arn:aws:s3:::bucket could not be reached: not a destination',
  ]);
});

test('delivers an event more than once, if told so', async () => {
  define('exports.handler = async () => console.log("called");');

  await lambda.invokeAsync('f', {}, { deliveryDelays: [0, 0] }).result;
  await lambda.idle();

  expect(lambda.logsOf('f').lines).toEqual(['called', 'called']);
});

test('throttles a function without concurrency', async () => {
  define('exports.handler = async () => 1;', { reservedConcurrency: 0 });

  await expect(lambda.invoke('f', {})).rejects.toThrow("rate exceeded: 'f' is throttled");
});

/** Runs until a file tells it to end, because it sees nothing else of the test. */
function defineHeld(properties: Partial<FunctionConfiguration>) {
  const folder = mkdtempSync(join(tmpdir(), 'held-'));
  const end = join(folder, 'end');
  const target = define(
    `exports.handler = async () => {
      while (!require('node:fs').existsSync('${end}')) await new Promise((resolve) => setTimeout(resolve, 5));
    };`,
    properties,
  );
  folders.push(folder);
  return { target, end: () => writeFileSync(end, '') };
}

test('throttles what is beyond the concurrency of a function, of all its versions', async () => {
  const { target, end } = defineHeld({ reservedConcurrency: 2 });
  target.publishVersion();

  const under = [lambda.invoke('f', {}), lambda.invoke('f:1', {})];
  await expect(lambda.invoke('f', {})).rejects.toThrow("rate exceeded: 'f' is throttled");
  await expect(lambda.invoke('f:1', {})).rejects.toThrow("rate exceeded: 'f:1' is throttled");
  end();

  const done = { payload: null };
  await expect(Promise.all(under)).resolves.toMatchObject([done, done]);
  await expect(lambda.invoke('f', {})).resolves.toMatchObject(done);
});

test('an asynchronous invocation beyond the concurrency goes back to the queue', async () => {
  const { end } = defineHeld({ reservedConcurrency: 1 });

  const first = lambda.invokeAsync('f', {});
  const second = lambda.invokeAsync('f', {});
  await new Promise(setImmediate);
  await clock.advance(1000);
  end();
  await first.result;
  await lambda.idle();
  const early = await Promise.race([second.result, 'waits']);
  await clock.advance(2000);

  expect(early).toBe('waits');
  await expect(second.result).resolves.toMatchObject({ condition: 'Success', attempts: 1 });
});

test('an event that waits too long for the concurrency is given up', async () => {
  const { target, end } = defineHeld({ reservedConcurrency: 1, timeout: 120 });
  target.settingsOf(undefined).eventInvokeConfig = { maximumEventAgeInSeconds: 60 };

  const first = lambda.invokeAsync('f', {});
  const second = lambda.invokeAsync('f', {});
  for (let seconds = 0; seconds < 60; seconds++) {
    await new Promise(setImmediate);
    await clock.advance(1000);
  }
  end();

  await expect(second.result).resolves.toMatchObject({ condition: 'EventAgeExceeded', attempts: 0 });
  await expect(first.result).resolves.toMatchObject({ condition: 'Success' });
});

test('a function that fails makes room for another', async () => {
  define('exports.handler = async () => process.exit(1);', { reservedConcurrency: 1 });

  await lambda.invoke('f', {});

  await expect(lambda.invoke('f', {})).resolves.toMatchObject({ functionError: 'Unhandled' });
});

test('takes no retry up again after the function was ended', async () => {
  const target = define('exports.handler = async () => { throw new Error("no"); };');
  lambda.retryDelays = [0];
  const { result } = lambda.invokeAsync('f', {});

  target.kill();
  await lambda.idle();
  await new Promise(setImmediate);
  await clock.advance(1);

  await expect(result).rejects.toThrow('the function was ended');
});

test.each(['f', `${ARN}f`, `${ARN}f:$LATEST`, '111122223333:function:f', 'f:$LATEST'])(
  'finds a function by %s',
  (reference) => {
    expect(define('').configuration).toBe(lambda.find(reference)?.configuration);
  },
);

test('does not find what is not there', async () => {
  define('');

  await expect(lambda.invoke('f:9', {})).resolves.toMatchObject({ functionError: 'Unhandled' });
  expect(() => lambda.invokeAsync(`${ARN}g`, {})).toThrow(`Function not found: ${ARN}g`);
  expect(() => lambda.invokeAsync(`${ARN}f:live`, {})).toThrow(`Function not found: ${ARN}f:live`);
  expect(lambda.find('arn:aws:lambda:eu-central-1:111122223333:function:f')).toBeUndefined();
  expect([lambda.find('::'), lambda.knows('::')]).toEqual([undefined, false]);
  expect(() => define('')).toThrow("function already exists: 'f'");
});

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

(hasPython ? test : test.skip)('runs functions in Python', async () => {
  const source = `
import os
def handler(event, context):
    print("hello", event["a"])
    if event.get("fail"):
        raise ValueError("no")
    return {"name": context.function_name, "left": context.get_remaining_time_in_millis() > 0}
`;
  const { payload } = await invoke(source, { a: 1 }, { runtime: 'python3.12' });

  expect(payload).toEqual({ name: 'f', left: true });
  expect(lambda.logsOf('f').lines).toEqual(['hello 1']);
  await expect(lambda.invoke('f', { a: 2, fail: true })).resolves.toMatchObject({
    functionError: 'Unhandled',
    payload: {
      errorType: 'ValueError',
      errorMessage: 'no',
      stackTrace: [expect.stringContaining('in handler')],
    },
  });
  // as in CloudWatch
  expect(lambda.logsOf('f').lines.slice(1)).toEqual([
    'hello 2',
    '[ERROR] ValueError: no',
    'Traceback (most recent call last):',
    expect.stringMatching(/^  File ".*index.py", line 6, in handler$/),
    '    raise ValueError("no")',
  ]);
});

(hasPython ? test : test.skip)('says what the module of a function in Python raises, and where', async () => {
  const source = 'def read():\n    raise ValueError("no")\n\nread()\n';

  await invoke(source, {}, { runtime: 'python3.12' });

  expect(lambda.logsOf('f').lines).toEqual([
    '[ERROR] ValueError: no',
    'Traceback (most recent call last):',
    expect.stringMatching(/index.py", line 4, in <module>$/),
    '    read()',
    expect.stringMatching(/index.py", line 2, in read$/),
    '    raise ValueError("no")',
  ]);
});

test.each([
  ['nodejs22.x', "exports.handler = async () => process.stdout.write('no newline');"],
  ['python3.12', "def handler(event, context):\n  print('no newline', end='')\n"],
])('the output of an invocation of %s does not continue that of the one before', async (runtime, source) => {
  await invoke(source, {}, { runtime });
  await lambda.invoke('f', {});

  expect(lambda.logsOf('f').lines).toEqual(['no newline', 'no newline']);
});

test('a character that is written in two pieces is one in the log', async () => {
  const source = `exports.handler = async () => {
    const bytes = Buffer.from('é');
    for (const stream of [process.stdout, process.stderr]) {
      for (const byte of bytes) stream.write(Buffer.from([byte]));
    }
  };`;

  await invoke(source);

  expect(lambda.logsOf('f').lines).toEqual(['éé']);
});

test('the error of a module that is not there names its importer, and not the program that looks for modules', async () => {
  const source = "import 'absent'; export const handler = 1;";

  await invoke(source);

  const [line = ''] = lambda.logsOf('f').lines;
  expect(line).toContain("Cannot find package 'absent' imported from");
  expect(line).not.toContain('data:');
});

test.each([
  [
    'nodejs22.x',
    `const { existsSync, writeFileSync } = require('fs');
     exports.handler = async (file) => {
       if (file === null) return console.log('other');
       process.stdout.write('begun');
       while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
       process.stdout.write(' and ended\\n');
     };`,
  ],
  [
    'python3.12',
    `
import os
def handler(file, context):
  if file is None:
    return print('other')
  print('begun', end='')
  while not os.path.exists(file): pass
  print(' and ended')
`,
  ],
])(
  'what an invocation of %s writes neither continues nor ends a line of another one',
  async (runtime, source) => {
    const folder = mkdtempSync(join(tmpdir(), 'running-'));
    folders.push(folder);
    define(source, { runtime });
    const running = lambda.invoke('f', join(folder, 'end'));
    while (!lambda.logsOf('f').lines.includes('begun')) await turn();

    await lambda.invoke('f', null);
    const lines = lambda.logsOf('f').lines;
    writeFileSync(join(folder, 'end'), '');
    await running;

    expect([lines, lambda.logsOf('f').lines]).toEqual([
      ['other', 'begun'],
      ['other', 'begun and ended'],
    ]);
  },
);

/** A layer with one file, in a folder that is removed after the test. */
function layerWith(content: string): FunctionCode {
  const folder = mkdtempSync(join(tmpdir(), 'layer-'));
  folders.push(folder);
  writeFileSync(join(folder, content), content);
  return codeInPlace(folder);
}

test('the files of a version are removed when it is replaced, unless another version uses them', async () => {
  const source = "exports.handler = async () => [__dirname, require('fs').realpathSync('/opt/a')];";
  const first = define(source, { layers: [layerWith('a'), layerWith('b')] });
  const [code, opt] = (await lambda.invoke('f', {})).payload as [string, string];

  const published = first.publishVersion();
  await lambda.invoke(`f:${published}`, {});
  first.configure({
    ...first.configuration,
    code: inlineCode('exports.handler = 1', 'nodejs20.x'),
    layers: [],
  });
  const whilePublished = [existsSync(code), existsSync(opt)];
  first.deleteVersion(published);

  expect(whilePublished).toEqual([true, true]);
  expect([existsSync(code), existsSync(opt)]).toEqual([false, false]);
});

test('an invocation of a replaced version keeps its code until it ends or the function is deleted', async () => {
  const source = `exports.handler = async (file) => {
    const { existsSync, writeFileSync } = require('fs');
    writeFileSync(file, String(process.pid));
    while (existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
    return existsSync(__filename);
  };`;
  const folder = mkdtempSync(join(tmpdir(), 'running-'));
  folders.push(folder);
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const created = define(source);
  const running = [lambda.invoke('f', one), lambda.invoke('f', two)];
  while (![one, two].every((file) => existsSync(file) && readFileSync(file, 'utf8') !== '')) await turn();
  const pid = Number(readFileSync(two, 'utf8'));

  created.configure({ ...created.configuration, code: inlineCode('exports.handler = 1', 'nodejs20.x') });
  rmSync(one);
  const { payload } = await running[0]!;
  lambda.delete('f');
  const { functionError } = await running[1]!;

  expect([payload, functionError]).toEqual([true, 'Unhandled']);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 10));

test.each([true, false])(
  'runs code from a zip archive (deflated: %s), and removes it at the end',
  async (compress) => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'));
    const path = join(folder, 'code.zip');
    writeFileSync(
      path,
      zip(
        {
          'lib/': '',
          'lib/value.js': 'module.exports = 42;',
          'index.js': 'exports.handler = async () => require("./lib/value");',
        },
        compress,
      ),
    );
    const code = assetCode(path);

    await expect(invoke('', {}, { code })).resolves.toMatchObject({ payload: 42 });

    const { folder: unpacked } = code;
    lambda.delete('f');
    expect(existsSync(unpacked)).toBe(false);
    rmSync(folder, { recursive: true });
  },
);

/** An asset in a project whose package.json makes all of its files ES modules. */
function assetOfModuleProject(files: Record<string, string>): string {
  const project = mkdtempSync(join(tmpdir(), 'project-'));
  folders.push(project);
  const asset = join(project, 'cdk.out', 'asset');
  mkdirSync(asset, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(asset, name), content);
  return asset;
}

test('the surroundings of an asset do not matter', async () => {
  const path = assetOfModuleProject({ 'index.js': 'exports.handler = async () => typeof require;' });

  await expect(invoke('', {}, { code: assetCode(path) })).resolves.toMatchObject({ payload: 'function' });
});

test('a link in an asset is what it points to', async () => {
  const path = assetOfModuleProject({});
  const source = join(path, '..', '..', 'source.js');
  writeFileSync(source, 'exports.handler = async () => typeof require;');
  symlinkSync(source, join(path, 'index.js'));

  await expect(invoke('', {}, { code: assetCode(path) })).resolves.toMatchObject({ payload: 'function' });
});

test('a link that points nowhere is left out', async () => {
  const path = assetOfModuleProject({ 'index.js': 'exports.handler = async () => 1;' });
  symlinkSync(join(path, 'nowhere'), join(path, 'link'));

  await expect(invoke('', {}, { code: assetCode(path) })).resolves.toMatchObject({ payload: 1 });
});

test('an asset with a package.json of its own is used where it is', () => {
  const path = assetOfModuleProject({ 'package.json': '{}' });

  expect(assetCode(path).folder).toBe(path);
});

test('an ES module that imports what is not there is told which', async () => {
  const result = await invoke('import "nothing-of-that-name"; export const handler = async () => 1;');

  const errorMessage = expect.stringMatching(/'nothing-of-that-name' imported from .*index\.mjs/);
  expect(result).toMatchObject({ payload: { errorMessage } });
});

test('an asset may be named from the working directory', async () => {
  const path = assetOfModuleProject({ 'index.js': 'exports.handler = async () => 1;', 'package.json': '{}' });

  const code = assetCode(relative(process.cwd(), path));

  await expect(invoke('', {}, { code })).resolves.toMatchObject({ payload: 1 });
});

const SDK_MODULE = `
  import { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
  export const handler = async () => typeof ChimeSDKMessagingClient;
`;

test.each(['nodejs22.x', 'nodejs24.x'])(
  'an asset of ES modules finds the SDK, with a package.json that says so: %s',
  async (runtime) => {
    const path = assetOfModuleProject({ 'index.js': SDK_MODULE, 'package.json': '{ "type": "module" }' });

    const result = await invoke('', {}, { code: assetCode(path), runtime });

    expect(result).toMatchObject({ payload: 'function' });
  },
);

test('an asset of ES modules without that fails, as in Lambda', async () => {
  const path = assetOfModuleProject({ 'index.js': SDK_MODULE });

  const result = await invoke('', {}, { code: assetCode(path), runtime: 'nodejs22.x' });

  expect(result).toMatchObject({
    payload: { errorMessage: expect.stringContaining('Cannot use import statement outside a module') },
  });
});

/** Node.js has it since 20.17. */
const hasRequireModule = process.allowedNodeEnvironmentFlags.has('--experimental-require-module');

(hasRequireModule ? test : test.skip)('a function may turn on what Lambda turns off', async () => {
  const path = assetOfModuleProject({
    'index.js': 'exports.handler = async () => typeof require("./module.mjs").value;',
    'module.mjs': 'export const value = 1;',
  });
  const environment = { NODE_OPTIONS: '--experimental-require-module' };

  const result = await invoke('', {}, { code: assetCode(path), runtime: 'nodejs22.x', environment });

  expect(result).toMatchObject({ payload: 'number' });
});

test('ends invocations that wait for a process when the function is removed', async () => {
  lambda.maxProcesses = 1;
  define('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));');
  const results = [lambda.invoke('f', {}), lambda.invoke('f', {})];

  await new Promise(setImmediate);
  lambda.delete('f');

  for (const { functionError } of await Promise.all(results)) expect(functionError).toBe('Unhandled');
});
