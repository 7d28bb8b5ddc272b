import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { functionOf, lonelyLambda } from './one-function';
import type { LocalLambda } from '../../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../../testing/emulator';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let lambda: LocalLambda | undefined;

afterEach(() => {
  lambda?.shutDown();
});

/** A function named `f`; its handler is the body of an asynchronous function. */
function define(
  clock: EmulatorClock,
  body: string,
  { timeout = 900, runtime = 'nodejs20.x' } = {},
): LocalLambda {
  const source = runtime.startsWith('python')
    ? body
    : `exports.handler = async (event, context) => { ${body} };`;
  lambda = lonelyLambda(clock);
  lambda.create({ ...functionOf(source, runtime), timeout });
  return lambda;
}

async function run<T>(
  clock: EmulatorClock,
  body: string,
  options?: Parameters<typeof define>[2],
): Promise<T> {
  const { payload, functionError } = await define(clock, body, options).invoke('f', {});
  if (functionError) throw new Error(JSON.stringify(payload));
  return payload as T;
}

const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));';

describe('the time of day', () => {
  test('is that of a clock that stands still in another year', async () => {
    const clock = EmulatorClock.manual(Date.UTC(2031, 4, 6));

    const texts = await run<string[]>(
      clock,
      `return [new Date().toISOString(), new Date(Date.now()).toISOString(), new Date(Date()).toISOString()];`,
    );

    expect(texts.map((text) => text.slice(0, 10))).toEqual(['2031-05-06', '2031-05-06', '2031-05-06']);
  });

  test('follows a clock that is moved between two invocations, which share a process', async () => {
    const clock = EmulatorClock.realTime();
    const functions = define(
      clock,
      'globalThis.count = (globalThis.count ?? 0) + 1; return [count, Date.now()];',
    );

    const { payload: first } = await functions.invoke('f', {});
    await clock.advance(3 * DAY);
    const { payload: second } = await functions.invoke('f', {});

    const [[count, before], [again, after]] = [first, second] as [[number, number], [number, number]];
    expect([count, again]).toEqual([1, 2]);
    expect(after - before).toBeGreaterThanOrEqual(3 * DAY);
  });

  test('leaves dates otherwise as they are', async () => {
    const results = await run(
      EmulatorClock.realTime(),
      `class Own extends Date {}
       return [
         new Date(2020, 0, 2, 3).toISOString(),
         new Date('2020-01-01').getTime() === Date.UTC(2020, 0, 1),
         new Date() instanceof Date,
         new Date().constructor === Date,
         new Own() instanceof Own,
         typeof Date(),
         Date.length,
       ];`,
    );

    expect(results).toEqual(['2020-01-02T03:00:00.000Z', true, true, true, true, 'string', 7]);
  });
});

describe('a clock that skips what functions wait for', () => {
  test.each([
    ['setTimeout', `${SLEEP} await sleep(${DAY});`],
    [
      'setInterval',
      `await new Promise((resolve) => { const timer = setInterval(() => { clearInterval(timer); resolve(); }, ${DAY}); });`,
    ],
    ['timers/promises', `await require('node:timers/promises').setTimeout(${DAY});`],
    ['the scheduler', `await require('node:timers/promises').scheduler.wait(${DAY});`],
    ['an iterator', `for await (const _ of require('node:timers/promises').setInterval(${DAY})) break;`],
    ['promisify', `await require('node:util').promisify(setTimeout)(${DAY});`],
    ['node:timers', `await new Promise((resolve) => require('node:timers').setTimeout(resolve, ${DAY}));`],
    ['many steps', `${SLEEP} for (let step = 0; step < 24; step++) await sleep(${DAY / 24});`],
  ])('takes no time for a day of %s', async (_, body) => {
    const clock = EmulatorClock.skippingWaits();
    const start = clock.now();

    const passed = await run<number>(clock, `const start = Date.now(); ${body} return Date.now() - start;`, {
      timeout: 1_000_000,
    });

    expect(passed).toBeGreaterThanOrEqual(DAY);
    expect(clock.now() - start).toBeGreaterThanOrEqual(DAY);
  });

  test('ends a function whose timeout comes before its timer', async () => {
    const clock = EmulatorClock.skippingWaits();

    const { payload } = await define(clock, `${SLEEP} await sleep(${2 * MINUTE});`, { timeout: 60 }).invoke(
      'f',
      {},
    );

    expect(payload).toMatchObject({ errorMessage: expect.stringContaining('timed out after 60.00 seconds') });
  });

  test('counts what was skipped against the time that remains', async () => {
    const remaining = await run<number>(
      EmulatorClock.skippingWaits(),
      `${SLEEP} await sleep(${10 * MINUTE}); return context.getRemainingTimeInMillis();`,
    );

    expect(remaining).toBeGreaterThan(4 * MINUTE);
    expect(remaining).toBeLessThanOrEqual(5 * MINUTE);
  });

  test('does not go past what another function does', async () => {
    const clock = EmulatorClock.skippingWaits();
    const start = clock.now();
    const arrived: ServerResponse[] = [];
    const server = createServer((_, response) => void arrived.push(response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const functions = define(
      clock,
      `${SLEEP} if (event.url) await (await fetch(event.url)).text(); else await sleep(${DAY});`,
      { timeout: 1_000_000 },
    );

    const busy = functions.invoke('f', { url });
    while (arrived.length === 0) await new Promise(setImmediate);
    const waiting = functions.invoke('f', {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const meanwhile = clock.now() - start;
    arrived.forEach((response) => response.end());
    await Promise.all([busy, waiting]);
    server.close();

    expect(meanwhile).toBeLessThan(DAY);
    expect(clock.now() - start).toBeGreaterThanOrEqual(DAY);
  });

  test('fires the timers of the emulator that come first', async () => {
    const clock = EmulatorClock.skippingWaits();
    const fired: number[] = [];
    const start = clock.now();
    clock.setTimeout(() => fired.push(clock.now() - start), MINUTE);
    clock.setTimeout(() => fired.push(clock.now() - start), 2 * DAY);

    await run(clock, `${SLEEP} await sleep(${DAY});`, { timeout: 1_000_000 });

    expect(fired).toHaveLength(1);
    expect(fired[0]).toBeLessThan(2 * MINUTE);
  });

  test('skips nothing while no function runs', async () => {
    const clock = EmulatorClock.skippingWaits();
    const fire = jest.fn();
    clock.setTimeout(fire, DAY);

    await run(clock, `${SLEEP} await sleep(10);`);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(fire).not.toHaveBeenCalled();
  });

  test('skips nothing for timers that do not keep a process from ending', async () => {
    const { payload } = await define(
      EmulatorClock.skippingWaits(),
      `setTimeout(() => {}, ${DAY}).unref(); await new Promise(() => {});`,
      { runtime: 'nodejs24.x' },
    ).invoke('f', {});

    expect(payload).toMatchObject({ errorType: 'Runtime.NodeJsExit' });
  });
});

describe('a clock that is moved', () => {
  test.each([
    ['stands still', () => EmulatorClock.manual()],
    ['follows real time', () => EmulatorClock.realTime()],
  ])('takes a function that waits along, if it %s', async (_, newClock) => {
    const clock = newClock();
    const done = run<number>(
      clock,
      `${SLEEP} const start = Date.now(); for (let day = 0; day < 3; day++) await sleep(${DAY}); return Date.now() - start;`,
      { timeout: 1_000_000 },
    );

    await clock.advance(3 * DAY);

    const passed = await done;
    expect(passed).toBeGreaterThanOrEqual(3 * DAY);
    expect(passed).toBeLessThan(3 * DAY + MINUTE);
  });

  test('gives a function that starts on the way the time that it takes', async () => {
    const clock = EmulatorClock.manual();
    const functions = define(clock, `if (!globalThis.again) { again = true; throw new Error('no'); }`, {
      timeout: 3,
    });

    const { result } = functions.invokeAsync('f', {});
    await clock.advance(DAY);

    await expect(result).resolves.toMatchObject({ condition: 'Success', attempts: 2 });
  });

  test('ends a function whose timeout is over', async () => {
    const clock = EmulatorClock.realTime();
    const invoked = define(clock, `${SLEEP} await sleep(${2 * DAY});`).invoke('f', {});

    await clock.advance(DAY);

    expect((await invoked).payload).toMatchObject({
      errorMessage: expect.stringContaining('timed out after'),
    });
  });

  test('leaves a function in Python on the clock on the wall', async () => {
    const clock = EmulatorClock.manual(Date.UTC(2031, 0));
    const source = 'import time\ndef handler(event, context):\n  return time.time() * 1000';
    const functions = define(clock, source, { runtime: 'python3.12' });
    const invoked = functions.invoke('f', {});
    await clock.advance(1000);

    expect((await invoked).payload).toBeLessThan(Date.UTC(2030, 0));
  });
});

describe('timers of a function', () => {
  const CASES: [string, string, unknown][] = [
    [
      'fire in the order in which they are due',
      `
      const order = [];
      setTimeout(() => order.push('c'), 30); setTimeout(() => order.push('a'), 10); setTimeout(() => order.push('b'), 10);
      await sleep(40); return order;`,
      ['a', 'b', 'c'],
    ],
    [
      'let what one leads to come before the next one',
      `
      const order = [];
      setTimeout(() => { order.push(1); Promise.resolve().then(() => order.push(2)); }, 10);
      setTimeout(() => order.push(3), 10);
      await sleep(20); return order;`,
      [1, 2, 3],
    ],
    [
      'can be cleared, also by their number, in the callback of another and twice',
      `
      const fired = [];
      const one = setTimeout(() => fired.push('one'), 5); clearTimeout(one); clearTimeout(one);
      const two = setTimeout(() => fired.push('two'), 5); clearTimeout(Number(two));
      setTimeout(() => clearTimeout(three), 5); const three = setTimeout(() => fired.push('three'), 5);
      const four = setTimeout(() => fired.push('four'), 5); four.close();
      clearTimeout(undefined); clearTimeout(null);
      await sleep(20); return fired;`,
      [],
    ],
    [
      'can be started again',
      `
      const start = Date.now(); let at;
      const timer = setTimeout(() => { at = Date.now() - start; }, 1000);
      await sleep(900); timer.refresh(); await sleep(2000); return at >= 1900 && at < 2900;`,
      true,
    ],
    [
      'repeat until they are cleared',
      `
      let count = 0; const timer = setInterval(() => { if (++count === 3) clearInterval(timer); }, 1000);
      await sleep(10000); return count;`,
      3,
    ],
    [
      'pass arguments, and what is no delay counts as none',
      `
      return await new Promise((resolve) => setTimeout((...given) => resolve(given), 'soon', 1, 2));`,
      [1, 2],
    ],
    [
      'keep the context of AsyncLocalStorage',
      `
      const storage = new (require('node:async_hooks').AsyncLocalStorage)();
      return await storage.run('kept', () => new Promise((resolve) => setTimeout(() => resolve(storage.getStore()), 100)));`,
      'kept',
    ],
    [
      'refuse what is no function',
      `try { setTimeout('text', 1); } catch (error) { return error.code; }`,
      'ERR_INVALID_ARG_TYPE',
    ],
    [
      'can be told of whether they keep the process from ending',
      `
      const timer = setTimeout(() => {}, 1); const before = timer.hasRef(); timer.unref();
      return [before, timer.hasRef(), timer.ref().hasRef()];`,
      [true, false, true],
    ],
    [
      'stop a wait when a signal is aborted',
      `
      const controller = new AbortController(); setTimeout(() => controller.abort(), 1000);
      const { setTimeout: wait } = require('node:timers/promises');
      const errors = [];
      await wait(5000, 0, { signal: controller.signal }).catch(({ name, code }) => errors.push(name, code));
      await wait(5000, 0, { signal: controller.signal }).catch(({ name, code }) => errors.push(name, code));
      return errors;`,
      ['AbortError', 'ABORT_ERR', 'AbortError', 'ABORT_ERR'],
    ],
    [
      'abort the signals of AbortSignal.timeout',
      `
      const signal = AbortSignal.timeout(1000); await sleep(2000); return [signal.aborted, signal.reason.name];`,
      [true, 'TimeoutError'],
    ],
  ];

  test.each(CASES)('%s', async (_, body, expected) => {
    await expect(run(EmulatorClock.skippingWaits(), `${SLEEP} ${body}`)).resolves.toEqual(expected);
  });
});
