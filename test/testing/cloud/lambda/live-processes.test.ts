import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isAlive, until } from '../../cli/support';

const SOURCES = join(__dirname, '..', '..', '..', '..', 'testing', 'cloud', 'lambda');

/** A program that exits as soon as its function runs, which never ends by itself. */
const program = (source: string, runtime: string) => `
  const { inlineCode } = require('./index');
  const { functionEnvironment } = require('./function-environment');
  const { FunctionProcess } = require('./function-process');
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
  const exit = (text) => {
    require('node:fs').writeSync(1, text);
    process.exit(3);
  };
  const logs = { write: exit, writeLine: exit };
  const started = new FunctionProcess(configuration, functionEnvironment(configuration, '1', {}), logs);
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

test.each([
  ['nodejs22.x', 'exports.handler = () => { console.log(process.pid); for (;;) {} };'],
  [
    'python3.12',
    'import os, time\ndef handler(event, context):\n  print(os.getpid())\n  while True: time.sleep(1)',
  ],
])('functions that are busy end with the process that exits (%s)', async (runtime, source) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), '--eval', program(source, runtime)],
    { cwd: SOURCES, encoding: 'utf8' },
  );

  expect(status).toBe(3);
  expect(stdout).toMatch(/^\d+/);
  await until(() => !isAlive(parseInt(stdout, 10)));
});
