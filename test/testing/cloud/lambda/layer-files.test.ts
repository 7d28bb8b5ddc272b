import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { functionOf, lonelyLambda } from './one-function';
import { codeInPlace, type FunctionConfiguration, type LocalLambda } from '../../../../testing/cloud/lambda';

let lambda: LocalLambda;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  lambda = lonelyLambda();
});

afterEach(() => {
  jest.restoreAllMocks();
  lambda.shutDown();
  rmSync(folder, { recursive: true });
});

/** Files by path, in the order of the function's layers. */
type Layers = readonly Readonly<Record<string, string>>[];

/** The handler's return value, or the function's error. */
async function run(
  source: string,
  layers: Layers,
  runtime = 'nodejs22.x',
  properties: Partial<FunctionConfiguration> = {},
): Promise<unknown> {
  lambda.create({
    ...functionOf(source, runtime),
    layers: layers.map((files, index) => codeInPlace(layer(`layer-${index}`, files))),
    ...properties,
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
  [
    'realpathSync.native',
    "fs.realpathSync.native('/opt/data') === require('path').dirname(fs.realpathSync('/opt/data/words.txt'))",
    true,
  ],
  [
    'a link',
    "[fs.symlinkSync('/opt/data', '/tmp/layer-link-' + process.pid), fs.readdirSync('/tmp/layer-link-' + process.pid), fs.unlinkSync('/tmp/layer-link-' + process.pid)][1]",
    ['words.txt'],
  ],
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

test.each([
  '--require /opt/otel/first.js',
  '--import /opt/otel/first.js',
  '--import=file:///opt/otel/first.js',
])('Node.js loads a module of a layer that its options name: %s', async (option) => {
  const layers: Layers = [{ 'otel/first.js': 'globalThis.first = true;' }];
  const environment = { NODE_OPTIONS: `--no-deprecation ${option}` };

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
  ['nodejs22.x', "exports.handler = async () => require('fs').appendFileSync(process.env.DB, 'x');"],
  [
    'nodejs22.x',
    "exports.handler = async () => require('child_process').execSync('echo x > /opt/data/words.txt');",
  ],
  [
    'python3.12',
    "import subprocess\ndef handler(event, context):\n  subprocess.call(['rm', '-rf', '/opt/data'])\n",
  ],
  [
    'python3.12',
    "def handler(event, context):\n  try: open('/opt/data/words.txt', 'w').write('x')\n  except OSError: pass\n",
  ],
])('a function of %s changes no file of a layer: %s', async (runtime, source) => {
  await run(source, WORDS, runtime, { environment: { DB: '/opt/data/words.txt' } });

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

const SHARED: Layers = [{ 'data/a.txt': 'a', 'bin/a': '' }, { 'data/b.txt': 'b' }];

test.each([
  [
    'nodejs22.x',
    "const fs = require('fs'); exports.handler = async () => [fs.readdirSync('/opt'), fs.readdirSync('/opt/data')];",
  ],
  [
    'python3.12',
    "import os\ndef handler(event, context):\n  return [sorted(os.listdir('/opt')), sorted(os.listdir('/opt/data'))]\n",
  ],
])('a function of %s lists what is in a folder of any layer', async (runtime, source) => {
  expect(await run(source, SHARED, runtime)).toEqual([
    ['bin', 'data'],
    ['a.txt', 'b.txt'],
  ]);
});

test('the folder with merged layers is gone after the function', async () => {
  const source = "exports.handler = async () => require('fs').realpathSync('/opt/data');";
  const place = await run(source, SHARED);

  lambda.delete('f');

  expect([place, existsSync(place as string)]).toEqual([expect.stringMatching(/data$/), false]);
});

test('a program of one layer finds what another layer has, by arguments and variables', async () => {
  const layers: Layers = [
    { 'bin/show': '#!/bin/sh\ncat "$1" "$WORDS"\n' },
    { 'data/words.txt': 'hello', 'data/more.txt': ' more' },
  ];
  const node = `const { execSync, execFileSync } = require('child_process'); exports.handler = async () => [
    String(execFileSync('show', ['/opt/data/words.txt'])), String(execSync('cd / && /opt/bin/show /opt/data/words.txt'))];`;
  const python = `
import subprocess
def handler(event, context):
  return [subprocess.check_output(['show', '/opt/data/words.txt'], text=True),
          subprocess.check_output('cd / && /opt/bin/show /opt/data/words.txt', shell=True, text=True)]
`;
  const environment = { WORDS: '/opt/data/more.txt' };

  expect(await run(node, layers, 'nodejs22.x', { environment })).toEqual(['hello more', 'hello more']);
  lambda.delete('f');
  expect(await run(python, layers, 'python3.12', { environment })).toEqual(['hello more', 'hello more']);
});

const SETTER: Layers = [{ 'bin/show': '#!/bin/sh\ncat "$WORDS"\n', 'data/words.txt': 'hello' }];

test.each([
  [
    'nodejs22.x',
    `const { execFileSync, spawnSync } = require('child_process'); exports.handler = async () => {
       const env = { PATH: '/opt/bin:/bin:/usr/bin', WORDS: '/opt/data/words.txt' };
       const first = String(spawnSync('show', { env }).stdout);
       Object.assign(process.env, env);
       return [first, String(execFileSync('show')), env.WORDS];
     };`,
  ],
  [
    'python3.12',
    `
import os, subprocess
def handler(event, context):
  env = {'PATH': '/opt/bin:/bin:/usr/bin', 'WORDS': '/opt/data/words.txt'}
  first = subprocess.check_output('show', env=env, text=True)
  os.environ.update(env)
  return [first, subprocess.check_output('show', text=True), env['WORDS']]
`,
  ],
])('a program finds layers by the variables that a function of %s gives it', async (runtime, source) => {
  expect(await run(source, SETTER, runtime)).toEqual(['hello', 'hello', '/opt/data/words.txt']);
});

test('what a program reads stays as it is', async () => {
  const source = `const { spawnSync } = require('child_process'); exports.handler = async () =>
    String(spawnSync('cat', { input: Buffer.from('/opt/data'), cwd: '/opt/data' }).stdout);`;

  expect(await run(source, WORDS)).toBe('/opt/data');
});

test('an ES module imports a module of a layer whose name has to be written otherwise in a URL', async () => {
  const layers: Layers = [{ 'some words/more.mjs': "export const name = 'more';" }];
  const source = `import { name } from 'file:///opt/some%20words/more.mjs'; export const handler = async () => name;`;

  expect(await run(source, layers)).toBe('more');
});

test('a path that no layer has stays as it is in variables', async () => {
  const environment = { OUTPUT: '/opt/absent', SEARCH: '/optional:/opt/data:/opt/absent' };
  const source = 'exports.handler = async () => [process.env.OUTPUT, process.env.SEARCH];';

  expect(await run(source, WORDS, 'nodejs22.x', { environment })).toEqual([
    '/opt/absent',
    expect.stringMatching(/^\/optional:(?!\/opt)[^:]+\/data:\/opt\/absent$/),
  ]);
});

test.each([
  [
    'nodejs22.x',
    `const { execFileSync, execSync } = require('child_process');
     exports.handler = async () => {
       const env = { ...process.env, WORDS: '/opt/data/words.txt' };
       return [String(execFileSync('cat', ['/opt/data/words.txt'])), String(execFileSync('printf', ['key=/opt/data'])),
         String(execSync('cat $WORDS', { env })), String(execFileSync('cat', ['/opt/data/words.txt'], { shell: true }))];
     };`,
  ],
  [
    'python3.12',
    `
import os, subprocess
def handler(event, context):
  run = lambda *args, **options: subprocess.check_output(*args, text=True, **options)
  env = {**os.environ, 'WORDS': '/opt/data/words.txt'}
  return [run(['cat', '/opt/data/words.txt']), run(['printf', 'key=/opt/data']),
          run('cat $WORDS', shell=True, env=env), run(['cat /opt/data/words.txt'], shell=True)]
`,
  ],
])(
  'paths are replaced for programs that a function of %s starts, but not in data',
  async (runtime, source) => {
    expect(await run(source, WORDS, runtime)).toEqual(['hello', 'key=/opt/data', 'hello', 'hello']);
  },
);

test.each([
  [
    'nodejs22.x',
    `const { execSync } = require('child_process');
     const run = (command) => { try { return String(execSync(command, { stdio: 'pipe' })); } catch { return 'failed'; } };
     exports.handler = async () => [require('fs').readFileSync(process.env.WORDS, 'utf8'), globalThis.first,
       run('cat /opt/data/words.txt'), run('/opt/data/words.txt')];`,
  ],
  [
    'python3.12',
    `
import os, subprocess
def run(command):
  done = subprocess.run(command, shell=True, capture_output=True, text=True)
  return 'failed' if done.returncode else done.stdout
def handler(event, context):
  return [open(os.environ['WORDS']).read(), True, run('cat /opt/data/words.txt'), run('/opt/data/words.txt')]
`,
  ],
])(
  'no shell of a function of %s sees a path that it would take for something else',
  async (runtime, source) => {
    const temporary = join(folder, 'a b & echo planted #');
    mkdirSync(temporary);
    jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
    const layers: Layers = [{ 'data/words.txt': 'hello', 'first.js': 'globalThis.first = true;' }];
    const environment = { WORDS: '/opt/data/words.txt', NODE_OPTIONS: '--require /opt/first.js' };

    expect(await run(source, layers, runtime, { environment })).toEqual(['hello', true, 'failed', 'failed']);
  },
);

test('search paths that the function has itself lead into layers', async () => {
  const layers: Layers = [
    { 'js/node_modules/words/index.js': 'module.exports = "hello";' },
    { 'py/words.py': 'word = "hello"' },
  ];
  const node = "exports.handler = async () => require('words');";
  const python = 'import words\ndef handler(event, context):\n  return words.word\n';

  expect(await run(node, layers, 'nodejs22.x', { environment: { NODE_PATH: '/opt/js/node_modules' } })).toBe(
    'hello',
  );
  lambda.delete('f');
  expect(
    await run(python, layers, 'python3.12', { environment: { PYTHONPATH: '/opt/py:/opt/python' } }),
  ).toBe('hello');
});

test('a module of site-packages in a layer counts more than one beside it, as in Lambda', async () => {
  const layers: Layers = [
    { 'python/words.py': 'word = "python"', 'python/lib/python3.12/site-packages/words.py': 'word = "site"' },
  ];
  const source = 'import words\ndef handler(event, context):\n  return words.word\n';

  expect(await run(source, layers, 'python3.12')).toBe('site');
});

test('Python imports from a folder of layers that the function adds to its path', async () => {
  const layers: Layers = [
    { 'vendor/words/__init__.py': 'from . import more' },
    { 'vendor/words/more.py': 'word = "hello"' },
  ];
  const source = `
import sys
sys.path.append('/opt/vendor')
import words
def handler(event, context):
  try:
    import absent
  except ModuleNotFoundError as error:
    return [words.more.word, str(error)]
`;

  expect(await run(source, layers, 'python3.12')).toEqual(['hello', "No module named 'absent'"]);
});

test('Python trusts the certificates of a layer', async () => {
  const layers: Layers = [{ 'certificates/ca.pem': rootCertificates[0]! }];
  const source = `
import ssl
def handler(event, context):
  return len(ssl.create_default_context(cafile='/opt/certificates/ca.pem').get_ca_certs())
`;

  expect(await run(source, layers, 'python3.12')).toBe(1);
});

const IN_THREAD: Layers = [
  { 'nodejs/tools.js': "exports.name = 'tools';", 'nodejs/more.mjs': "export const name = 'more';" },
  {
    'data/words.txt': 'hello',
    'nodejs/worker.js': `
      const { readFileSync } = require('fs');
      const send = async () => require('worker_threads').parentPort.postMessage([readFileSync('/opt/data/words.txt', 'utf8'),
        require('/opt/nodejs/tools').name, (await import('/opt/nodejs/more.mjs')).name]);
      void send();`,
  },
];

test.each([
  ["'/opt/nodejs/worker.js'"],
  ["new URL('file:///opt/nodejs/worker.js')"],
  [`"require('/opt/nodejs/worker.js')", { eval: true }`],
  ["'/opt/nodejs/worker.js', { execArgv: [] }"],
])('a worker thread that starts with %s reads layers', async (worker) => {
  const source = `const { Worker } = require('worker_threads'); exports.handler = () => new Promise((resolve, reject) =>
    new Worker(${worker}).on('message', resolve).on('error', reject));`;

  expect(await run(source, IN_THREAD)).toEqual(['hello', 'tools', 'more']);
});

test('a program of Node.js that a function starts by a URL is one of a layer', async () => {
  const layers: Layers = [{ 'nodejs/child.js': "process.send('hello')" }];
  const source = `const { fork } = require('child_process');
    exports.handler = () => new Promise((resolve) => fork(new URL('file:///opt/nodejs/child.js')).on('message', resolve));`;

  expect(await run(source, layers)).toBe('hello');
});

test('a program of Node.js that a function starts reads layers', async () => {
  const layers: Layers = [
    {
      'data/words.txt': 'hello',
      'nodejs/child.js': "process.send(require('fs').readFileSync('/opt/data/words.txt', 'utf8'))",
    },
  ];
  const source = `const { fork } = require('child_process');
    exports.handler = () => new Promise((resolve) => fork('/opt/nodejs/child.js').on('message', resolve));`;

  expect(await run(source, layers)).toBe('hello');
});

const NODE_WRAPPER = `#!/bin/sh
export NODE_OPTIONS="$NODE_OPTIONS --require /opt/otel/first.js"
exec "$@"
`;
/** From AWS's guide: it inserts options before the last argument. */
const PYTHON_WRAPPER = `#!/bin/bash
args=("$@")
export WRAPPED=yes
exec "\${args[@]:0:$#-1}" -X dev "\${args[@]: -1}"
`;

test.each([
  ['nodejs22.x', NODE_WRAPPER, 'exports.handler = async () => globalThis.first;', 'first'],
  [
    'nodejs22.x',
    NODE_WRAPPER.replace('$NODE_OPTIONS ', '--no-deprecation').replace(/--require.*"/, '"'),
    "exports.handler = async () => require('fs').readFileSync('/opt/otel/words.txt', 'utf8');",
    'hello',
  ],
  [
    'python3.12',
    PYTHON_WRAPPER,
    "import os, sys\ndef handler(event, context):\n  return [os.environ['WRAPPED'], sys.flags.dev_mode, open('/opt/otel/words.txt').read()]\n",
    ['yes', true, 'hello'],
  ],
])('a wrapper script starts the runtime of %s', async (runtime, wrapper, source, expected) => {
  const layers: Layers = [
    { 'otel/first.js': "globalThis.first = 'first';", 'otel/words.txt': 'hello', 'otel-handler': wrapper },
  ];
  const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' };

  expect(await run(source, layers, runtime, { environment })).toEqual(expected);
});

test('a wrapper script may be in the code of the function', async () => {
  const files = {
    'index.js': 'exports.handler = async () => process.env.WRAPPED;',
    wrapper: '#!/bin/sh\nWRAPPED=yes exec "$@"\n',
  };
  const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' };

  expect(await run('', [], 'nodejs22.x', { code: codeInPlace(layer('code', files)), environment })).toBe(
    'yes',
  );
});

test.each(['/opt/absent', '/var/task/absent'])(
  'without its wrapper script, %s, a function fails',
  async (path) => {
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: path };

    expect(await run('exports.handler = async () => 1;', WORDS, 'nodejs22.x', { environment })).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        /^Error: Runtime exited with error: spawn \/.*\/absent ENOENT$/,
      ) as string,
    });
  },
);

test('without a layer that may have its wrapper script, a function runs without the script', async () => {
  const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' };
  const properties = { environment, lacksLayers: true };

  expect(await run('exports.handler = async () => 1;', WORDS, 'nodejs22.x', properties)).toBe(1);
});
