import { type Request, retry, Run } from '../../../lambda/protocol';
import { VirtualTimers } from '../helpers/virtual-timers';

const flaky = { applies: (error: unknown) => (error as Error).message === 'flaky', budget: () => 5_000 };

function start(timeout = 100_000) {
  const timers = new VirtualTimers();
  const run = new Run({ RequestType: 'Delete' } as Request, timers.context(timeout), {
    timers,
    log: () => {},
  });
  return { timers, run };
}

async function fail(message: string): Promise<never> {
  throw new Error(message);
}

test('repeats until it works', async () => {
  const { run } = start();
  let attempts = 0;
  const result = await retry(run, [flaky], async () => (++attempts < 4 ? fail('flaky') : 'done'));
  expect(result).toBe('done');
  expect(attempts).toBe(4);
});

test('does not repeat what no policy applies to', async () => {
  const { run, timers } = start();
  await expect(retry(run, [flaky], async () => fail('broken'))).rejects.toThrow('broken');
  expect(timers.slept).toEqual([]);
});

test('gives up with the last failure when the budget is spent, not later', async () => {
  const { run, timers } = start();
  await expect(retry(run, [flaky], async () => fail('flaky'))).rejects.toThrow('flaky');
  expect(timers.passed).toBeCloseTo(5_000);
});

test('counts the budget of each policy from its own first failure', async () => {
  const { run, timers } = start();
  const slow = { applies: (error: unknown) => (error as Error).message === 'slow', budget: () => 60_000 };
  const attempt = async () => fail(timers.passed < 30_000 ? 'slow' : 'flaky');
  await expect(retry(run, [flaky, slow], attempt)).rejects.toThrow('flaky');
  expect(timers.passed).toBeGreaterThanOrEqual(35_000);
  expect(timers.passed).toBeLessThan(39_000);
});

test('leaves the reserve before the deadline untouched', async () => {
  const { run, timers } = start();
  const endless = { applies: () => true, budget: () => Infinity };
  await expect(retry(run, [endless], async () => fail('no'), 20_000)).rejects.toThrow('no');
  expect(run.remaining()).toBeCloseTo(20_000);
  expect(timers.passed).toBeCloseTo(70_000);
});

test('waits at most 3 seconds, and a different time each', async () => {
  const { run, timers } = start();
  const endless = { applies: () => true, budget: () => 80_000 };
  await expect(retry(run, [endless], async () => fail('no'))).rejects.toThrow('no');
  expect(Math.max(...timers.slept)).toBeLessThanOrEqual(3_000);
  expect(new Set(timers.slept).size).toBe(timers.slept.length);
});

test('stops at the deadline', async () => {
  const { run } = start();
  run.onDeadline(() => {});
  const endless = { applies: () => true, budget: () => Infinity };
  await expect(retry(run, [endless], async () => fail('no'))).rejects.toThrow();
  expect(run.signal.aborted).toBe(true);
});
