import {
  runAsync,
  type Attempt,
  type EventInvokeConfig,
} from '../../../../testing/cloud/lambda/async-invocation';

const FAILURE: Attempt = { kind: 'failure', error: { errorType: 'Error', errorMessage: 'broken' } };
const THROTTLED: Attempt = { kind: 'throttled' };

/** Runs with attempts that end as specified; time passes only in waits. */
async function run(attempts: Attempt[], config: EventInvokeConfig = {}) {
  let now = 0;
  const waits: number[] = [];
  const result = await runAsync({
    config,
    retryDelays: [60_000, 120_000],
    now: () => now,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    attempt: async () => (attempts.length > 1 ? attempts.shift()! : attempts[0]!),
  });
  return { ...result, waits };
}

test('a success ends it', async () => {
  const result = await run([{ kind: 'success', payload: 1 }]);

  expect(result).toEqual({ condition: 'Success', attempts: 1, payload: 1, waits: [] });
});

test('a failure is followed by two retries, after one and two minutes', async () => {
  const result = await run([FAILURE]);

  expect(result).toMatchObject({ condition: 'RetriesExhausted', attempts: 3, waits: [60_000, 120_000] });
});

test('a retry can succeed', async () => {
  await expect(run([FAILURE, { kind: 'success', payload: 2 }])).resolves.toMatchObject({
    condition: 'Success',
    attempts: 2,
    payload: 2,
  });
});

test.each([0, 1])('%i retries, if so configured', async (maximumRetryAttempts) => {
  const { attempts } = await run([FAILURE], { maximumRetryAttempts });

  expect(attempts).toBe(maximumRetryAttempts + 1);
});

test('an event that gets too old is given up, without another attempt', async () => {
  const result = await run([FAILURE], { maximumEventAgeInSeconds: 100 });

  expect(result).toMatchObject({ condition: 'EventAgeExceeded', attempts: 2, waits: [60_000, 40_000] });
});

test('a throttled event waits longer and longer, and is no failure', async () => {
  const result = await run([THROTTLED, THROTTLED, THROTTLED, { kind: 'success', payload: 3 }]);

  expect(result).toMatchObject({ condition: 'Success', attempts: 1, waits: [1000, 2000, 4000] });
});

test('an event that is throttled all the time is given up after six hours', async () => {
  const { condition, attempts, waits } = await run([THROTTLED]);

  expect(condition).toBe('EventAgeExceeded');
  expect(attempts).toBe(0);
  expect(waits.reduce((sum, wait) => sum + wait)).toBe(6 * 3600 * 1000);
});
