import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalIam } from '../../../../testing/cloud/iam';
import {
  codeInPlace,
  type FunctionConfiguration,
  inlineCode,
  LocalLambda,
} from '../../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../../testing/emulator';

let lambda: LocalLambda;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const clock = EmulatorClock.manual();
  lambda = new LocalLambda({
    clock,
    iam: new LocalIam({ now: () => clock.now() }),
    environment: () => ({}),
    deliver: async () => {},
  });
});

afterEach(() => {
  lambda.shutDown();
  rmSync(folder, { recursive: true });
});

/** Files by path, in the order of the function's layers. */
type Layers = readonly Readonly<Record<string, string>>[];

/** What the handler of a function returns, or the error of the function. */
async function run(
  source: string,
  layers: Layers,
  runtime = 'nodejs22.x',
  { handler = 'index.handler', environment = {} }: Partial<FunctionConfiguration> = {},
): Promise<unknown> {
  lambda.create({
    functionName: 'f',
    functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
    runtime,
    handler,
    code: inlineCode(source, runtime),
    layers: layers.map((files, index) => codeInPlace(layer(`layer-${index}`, files))),
    environment,
    timeout: 20,
    memorySize: 128,
    logGroupName: '/aws/lambda/f',
  });
  const { payload } = await lambda.invoke('f', {});
  return payload;
}

function layer(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o755 });
  }
  return join(folder, name);
}

const WORDS: Layers = [{ 'data/words.txt': 'hello' }];

test.each([
  ['readFileSync', "fs.readFileSync('/opt/data/words.txt', 'utf8')", 'hello'],
  ['readFileSync of a URL', "fs.readFileSync(new URL('file:///opt/data/words.txt'), 'utf8')", 'hello'],
  ['readFile of promises', "await fs.promises.readFile('/opt/data/words.txt', 'utf8')", 'hello'],
  [
    'readFile with a callback',
    "await require('util').promisify(fs.readFile)('/opt/data/words.txt', 'utf8')",
    'hello',
  ],
  [
    'a stream',
    "(await fs.createReadStream('/opt/data/words.txt').setEncoding('utf8').toArray()).join('')",
    'hello',
  ],
  [
    'open of promises',
    "await (await fs.promises.open('/opt/data/words.txt')).readFile({ encoding: 'utf8' })",
    'hello',
  ],
  ['existsSync', "fs.existsSync('/opt/data/words.txt')", true],
  ['exists as a promise', "await require('util').promisify(fs.exists)('/opt/data/words.txt')", true],
  ['statSync', "fs.statSync('/opt/data/../data/words.txt').size", 5],
  ['readdirSync', "fs.readdirSync('/opt/data')", ['words.txt']],
])('a function in Node.js reads a file of a layer below /opt by %s', async (_, expression, expected) => {
  const source = `const fs = require('fs'); exports.handler = async () => ${expression};`;

  expect(await run(source, WORDS)).toEqual(expected);
});

test('an ES module reads a file of a layer by the names that it imports', async () => {
  const source = `
    import { readFileSync } from 'node:fs';
    import { readFile } from 'node:fs/promises';
    const path = '/opt/data/words.txt';
    export const handler = async () => readFileSync(path, 'utf8') + await readFile(path, 'utf8');`;

  expect(await run(source, WORDS)).toBe('hellohello');
});

const TOOLS: Layers = [
  {
    'nodejs/tools.js': "exports.name = 'tools';",
    'nodejs/more.mjs': "export const name = 'more';",
    'nodejs/words.json': '["hello"]',
  },
];

test('a function in Node.js loads modules of a layer by their paths below /opt', async () => {
  const source = `exports.handler = async () => [require('/opt/nodejs/tools').name, require('/opt/nodejs/words.json'),
    (await import('/opt/nodejs/more.mjs')).name, (await import('file:///opt/nodejs/more.mjs')).name];`;

  expect(await run(source, TOOLS)).toEqual(['tools', ['hello'], 'more', 'more']);
});

test('a handler may be a function of a layer', async () => {
  const layers: Layers = [{ 'nodejs/wrapper.js': "exports.handler = async () => 'wrapped';" }];

  expect(await run('', layers, 'nodejs22.x', { handler: '/opt/nodejs/wrapper.handler' })).toBe('wrapped');
});

test('Node.js loads a module of a layer that its options name', async () => {
  const layers: Layers = [{ 'otel/first.js': 'globalThis.first = true;' }];
  const environment = { NODE_OPTIONS: '--no-deprecation --require /opt/otel/first.js' };

  const loaded = await run('exports.handler = async () => globalThis.first;', layers, 'nodejs22.x', {
    environment,
  });

  expect(loaded).toBe(true);
});

test('an ES module imports a module of a layer by its path below /opt', async () => {
  const source = "import { name } from '/opt/nodejs/more.mjs'; export const handler = async () => name;";

  expect(await run(source, TOOLS)).toBe('more');
});

const PROGRAM: Layers = [{ 'bin/greet': '#!/bin/sh\necho "hello $1"\n' }];

test.each([
  [
    'Node.js',
    'nodejs22.x',
    `const { execFileSync, spawnSync } = require('child_process'); exports.handler = async () =>
       [String(execFileSync('/opt/bin/greet', ['a'])), String(spawnSync('/opt/bin/greet', ['b']).stdout)];`,
  ],
  [
    'Node.js, with promises',
    'nodejs22.x',
    `const execFile = require('util').promisify(require('child_process').execFile); exports.handler = async () =>
       [(await execFile('/opt/bin/greet', ['a'])).stdout, (await execFile('/opt/bin/greet', ['b'])).stdout];`,
  ],
  [
    'Python',
    'python3.12',
    `
import subprocess
def handler(event, context):
  return [subprocess.run(['/opt/bin/greet', word], capture_output=True, text=True).stdout for word in 'ab']
`,
  ],
])('a function in %s starts a program of a layer by its path below /opt', async (_, runtime, source) => {
  expect(await run(source, PROGRAM, runtime)).toEqual(['hello a\n', 'hello b\n']);
});

test.each([
  ['open', "open('/opt/data/words.txt').read()", 'hello'],
  ['io.open', "__import__('io').open('/opt/data/words.txt', 'rb').read().decode()", 'hello'],
  ['pathlib', "__import__('pathlib').Path('/opt/data/words.txt').read_text()", 'hello'],
  ['open with a keyword', "open(file='/opt/data/words.txt').read()", 'hello'],
  ['os.listdir with a keyword', "os.listdir(path='/opt/data')", ['words.txt']],
  ['os.chdir', "[os.chdir('/opt/data'), os.listdir()]", [null, ['words.txt']]],
  [
    'the folder of a program',
    "__import__('subprocess').check_output('ls', cwd='/opt/data', text=True)",
    'words.txt\n',
  ],
  [
    'shutil.copytree',
    "os.listdir(__import__('shutil').copytree('/opt/data', __import__('tempfile').mkdtemp() + '/copy'))",
    ['words.txt'],
  ],
  ['os.path.exists', "os.path.exists('/opt/data/words.txt')", true],
  ['os.path.isdir', "os.path.isdir('/opt/data/')", true],
  ['os.stat', "os.stat('/opt/data/../data/words.txt').st_size", 5],
  ['os.listdir', "os.listdir('/opt/data')", ['words.txt']],
  ['os.scandir', "[entry.name for entry in os.scandir('/opt/data')]", ['words.txt']],
  ['os.open', "os.read(os.open('/opt/data/words.txt', os.O_RDONLY), 9).decode()", 'hello'],
])('a function in Python reads a file of a layer below /opt by %s', async (_, expression, expected) => {
  const source = `import os\ndef handler(event, context):\n  return ${expression}\n`;

  expect(await run(source, WORDS, 'python3.12')).toEqual(expected);
});

test('what Python says of the functions of os holds for a function with layers', async () => {
  const source = `
import os, shutil, tempfile
def handler(event, context):
  folder = tempfile.mkdtemp()
  os.symlink('nowhere', folder + '/link')
  return os.readlink(shutil.copy2(folder + '/link', folder + '/copy', follow_symlinks=False))
`;

  expect(await run(source, WORDS, 'python3.12')).toBe('nowhere');
});

const NODE_READER = `const { readFileSync } = require('fs');
  exports.handler = async () => ['a', 'b', 'c'].map((name) => readFileSync('/opt/' + name, 'utf8'));`;
const PYTHON_READER = `def handler(event, context):\n  return [open('/opt/' + name).read() for name in 'abc']\n`;

test.each([
  ['nodejs22.x', NODE_READER],
  ['python3.12', PYTHON_READER],
])('of two layers, the later one counts for %s', async (runtime, source) => {
  const layers: Layers = [
    { a: 'first', b: 'first' },
    { b: 'second', c: 'second' },
  ];

  expect(await run(source, layers, runtime)).toEqual(['first', 'second', 'second']);
});

test.each([
  ['nodejs22.x', "require('fs').readFileSync('/opt/absent')", /^ENOENT.*'\/opt\/absent'/],
  ['nodejs22.x', "require('/opt/absent')", /^Cannot find module '\/opt\/absent'/],
  ['python3.12', "open('/opt/absent')", /No such file or directory: '\/opt\/absent'/],
])('for %s, %s names the path that no layer has', async (runtime, expression, message) => {
  const source = runtime.startsWith('python')
    ? `def handler(event, context):\n  return ${expression}\n`
    : `exports.handler = async () => ${expression};`;

  expect(await run(source, WORDS, runtime)).toMatchObject({
    errorMessage: expect.stringMatching(message) as string,
  });
});

test.each([
  [
    'nodejs22.x',
    "exports.handler = async () => { try { require('fs').writeFileSync('/opt/data/words.txt', 'x') } catch {} };",
  ],
  [
    'python3.12',
    "def handler(event, context):\n  try: open('/opt/data/words.txt', 'w').write('x')\n  except OSError: pass\n",
  ],
])('a function of %s changes no file of a layer', async (runtime, source) => {
  await run(source, WORDS, runtime);

  expect(readFileSync(join(folder, 'layer-0', 'data', 'words.txt'), 'utf8')).toBe('hello');
});

test.each([
  [
    'nodejs22.x',
    "exports.handler = async () => [String(require('fs').existsSync).includes('original'), process.argv.length];",
    [false, 2],
  ],
  [
    'python3.12',
    'import os, sys\ndef handler(event, context):\n  return [hasattr(os.stat, "__wrapped__"), hasattr(open, "__wrapped__"), len(sys.argv)]\n',
    [false, false, 1],
  ],
])('what a function of %s without layers reads with is left as it is', async (runtime, source, expected) => {
  expect(await run(source, [], runtime)).toEqual(expected);
});
