import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, until } from '../../cli/support';

const SOURCES = join(__dirname, '..', '..', '..', '..', 'testing', 'cloud', 'lambda');

/** The reaction of the program below to the function's output, which is in `text`. */
const EXIT = `require('node:fs').writeSync(1, text); process.exit(3);`;
const WAIT = `console.log(text.trim() + ' ' + configuration.code.folder);`;

/** A program with a function that never ends by itself. */
const program = (source: string, runtime: string, onOutput: string) => `
  const { inlineCode } = require('./index');
  const { functionEnvironment } = require('./function-environment');
  const { FunctionProcess } = require('./function-process');
  const { EmulatorClock } = require('../../emulator');
  const configuration = {
    functionName: 'f',
    functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
    runtime: '${runtime}',
    handler: 'index.handler',
    code: inlineCode(${JSON.stringify(source)}, '${runtime}'),
    environment: {},
    timeout: 60,
    memorySize: 128,
  };
  const onOutput = (text) => { ${onOutput} };
  const output = { write: onOutput, endLine: () => {}, close: () => {} };
  const logs = { openStream: () => output, writeMessage: onOutput };
  const environment = functionEnvironment(configuration, '1', {});
  const started = new FunctionProcess(configuration, environment, EmulatorClock.realTime(), logs);
  const { functionName, functionArn } = configuration;
  void started.invoke({
    requestId: 'r',
    event: '{}',
    functionName,
    functionArn,
    functionVersion: '1',
    memoryLimitInMB: '128',
    logGroupName: 'group',
    logStreamName: 'stream',
  });
`;

const BUSY: [runtime: string, source: string][] = [
  ['nodejs22.x', 'exports.handler = () => { console.log(process.pid); for (;;) {} };'],
  [
    'python3.12',
    'import os, time\ndef handler(event, context):\n  print(os.getpid())\n  while True: time.sleep(1)',
  ],
];

function argsFor(source: string, runtime: string, onOutput: string): string[] {
  return ['--require', require.resolve('tsx/cjs'), '--eval', program(source, runtime, onOutput)];
}

test.each(BUSY)('functions that are busy end with the process that exits (%s)', async (runtime, source) => {
  const { status, stdout } = spawnSync(process.execPath, argsFor(source, runtime, EXIT), {
    cwd: SOURCES,
    encoding: 'utf8',
  });

  expect(status).toBe(3);
  expect(stdout).toMatch(/^\d+/);
  await until(() => !isAlive(parseInt(stdout, 10)));
});

test.each(BUSY)(
  'functions that are busy end, and their folders go, with the process that is killed (%s)',
  async (runtime, source) => {
    const parent = spawn(process.execPath, argsFor(source, runtime, WAIT), { cwd: SOURCES });
    let stdout = '';
    parent.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    await until(() => /^\d+ .*\n/.test(stdout));
    const [, pid, folder] = /^(\d+) (.*)/.exec(stdout) as unknown as [string, string, string];
    expect([isAlive(Number(pid)), existsSync(folder)]).toEqual([true, true]);

    parent.kill('SIGKILL');

    await until(() => !isAlive(Number(pid)) && !existsSync(folder));
  },
);
