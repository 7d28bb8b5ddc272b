import { inlineCode, type FunctionConfiguration } from '../../../../testing/cloud/lambda';
import { functionEnvironment } from '../../../../testing/cloud/lambda/function-environment';
import { FunctionLogs } from '../../../../testing/cloud/lambda/function-logs';
import { FunctionProcess } from '../../../../testing/cloud/lambda/function-process';
import { EmulatorClock } from '../../../../testing/emulator';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:f';
const INVOCATION = {
  requestId: 'r',
  event: '{}',
  functionArn: FUNCTION_ARN,
  functionName: 'f',
  functionVersion: '$LATEST',
  memoryLimitInMB: '128',
  logGroupName: '/aws/lambda/f',
  logStreamName: 'local',
};
let end: (() => void) | undefined;

afterEach(() => end?.());

function start(source: string, { runtime = 'nodejs22.x', initLimit = undefined as number | undefined } = {}) {
  const configuration: FunctionConfiguration = {
    functionName: 'f',
    functionArn: FUNCTION_ARN,
    runtime,
    handler: 'index.handler',
    code: inlineCode(source, runtime),
    environment: {},
    timeout: 0.2,
    memorySize: 128,
    logGroupName: '/aws/lambda/f',
  };
  const environment = functionEnvironment(configuration, '$LATEST', {}, undefined);
  const started = new FunctionProcess(
    configuration,
    environment,
    EmulatorClock.realTime(),
    new FunctionLogs(),
    initLimit,
  );
  end = () => {
    started.kill();
    configuration.code.release();
  };
  return started;
}

const ENDLESS = [
  ['runs for ever', 'for (;;) {}', 'nodejs22.x'],
  ['waits for ever', 'export const handler = await new Promise(() => {});', 'nodejs22.x'],
  ['runs for ever, in Python', 'while True: pass', 'python3.12'],
] as const;

test.each(ENDLESS)('an invocation of a module that %s times out', async (_, source, runtime) => {
  const endless = start(source, { runtime, initLimit: 100 });

  await expect(endless.invoke(INVOCATION)).resolves.toEqual({
    error: {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r Error: Task timed out after 0.20 seconds',
    },
  });
  expect(endless.isAlive).toBe(false);
});

test.each(ENDLESS)('a module that %s is not loaded for ever', async (_, source, runtime) => {
  const endless = start(source, { runtime, initLimit: 100 });

  await expect(endless.load()).resolves.toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Error: Task timed out after 0.10 seconds',
  });
  expect(endless.isAlive).toBe(false);
});

test('the time that a module takes to load does not count against the timeout', async () => {
  const slow = start(
    'export const handler = () => 1; await new Promise((resolve) => setTimeout(resolve, 500));',
  );

  await expect(slow.invoke(INVOCATION)).resolves.toEqual({ payload: '1' });
});

test('it can be asked when the first timer of a function fires, whether or not that keeps it alive', async () => {
  const waiting = start(
    'export const handler = () => {}; setTimeout(handler, 90_000).unref(); setTimeout(handler, 3_600_000);',
  );
  await waiting.load();
  const milliseconds = await waiting.untilFirstTimer();
  const withoutTimers = start('export const handler = () => {};');
  await withoutTimers.load();

  expect(milliseconds).toBeGreaterThan(60_000);
  expect(milliseconds).toBeLessThanOrEqual(90_000);
  expect(await withoutTimers.untilFirstTimer()).toBeUndefined();
  waiting.kill();
});

test('a function that has ended has no timer', async () => {
  const ended = start('export const handler = () => process.exit();');
  await ended.invoke(INVOCATION);

  expect(await ended.untilFirstTimer()).toBeUndefined();
});
