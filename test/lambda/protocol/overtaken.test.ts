import {
  cleanUpAfterOvertaken,
  type Look,
  outlastOvertaken,
  type Request,
  Run,
} from '../../../lambda/protocol';
import { VirtualTimers } from '../helpers/virtual-timers';

interface Circumstances {
  readonly type?: string;
  readonly timeout?: number;
  /** How many seconds the event took to arrive. */
  readonly delay?: number;
  readonly stackStatus?: () => string | undefined;
}

function start({ type = 'Delete', timeout = 300_000, delay = 0, stackStatus }: Circumstances) {
  const timers = new VirtualTimers();
  const request = { RequestType: type, sentAt: timers.now() - 1_000 * delay } as Request;
  const describeStack = async () => stackStatus?.();
  const run = new Run(request, timers.context(timeout), { timers, log: () => {}, describeStack });
  const looks: number[] = [];
  const look = (found: (seconds: number) => Look) => async () => {
    looks.push(timers.passed / 1000);
    return Promise.resolve(found(timers.passed / 1000));
  };
  return { run, look, looks };
}

/** Searches for the leftovers of a creation, and returns the seconds at which it did. */
async function cleanUp(found: (seconds: number) => Look, circumstances: Circumstances = {}) {
  const { run, look, looks } = start(circumstances);
  await cleanUpAfterOvertaken(run, look(found));
  return looks;
}

/** Puts a state in place, and returns the seconds at which it did. */
async function outlast(circumstances: Circumstances, found: (seconds: number) => Look = () => 'nothing') {
  const { run, look, looks } = start({ type: 'Update', ...circumstances });
  await outlastOvertaken(run, look(found));
  return looks;
}

test('nothing to be found: looks until a creation must have ended, 112 seconds after the sending', async () => {
  const looks = await cleanUp(() => 'nothing');
  expect(looks.slice(0, 4)).toEqual([0, 1, 3, 7]);
  expect(looks.at(-1)).toBe(112);
});

test('the time counts from the sending, not from the arrival', async () => {
  expect((await cleanUp(() => 'nothing', { delay: 100 })).at(-1)).toBe(12);
  expect(await cleanUp(() => 'nothing', { delay: 200 })).toEqual([0]);
});

test('after a find it looks for as long as a request may be repeated', async () => {
  expect((await cleanUp((seconds) => (seconds === 3 ? 'found' : 'nothing'))).at(-1)).toBe(53);
});

test('a refused look is repeated, and the error of the last one is thrown', async () => {
  const refusal = new Error('refused');
  const until = (end: number) => (seconds: number) => (seconds < end ? refusal : 'nothing');

  expect((await cleanUp(until(10))).at(-1)).toBe(112);
  await expect(cleanUp(until(Infinity))).rejects.toBe(refusal);
});

test('after a second find it looks on', async () => {
  expect((await cleanUp((seconds) => ([0, 7].includes(seconds) ? 'found' : 'nothing'))).at(-1)).toBe(57);
});

test('where there is no use in looking it ends', async () => {
  expect(await cleanUp(() => 'pointless')).toEqual([0]);
});

test('a call that the service always refuses is also refused to the other request: 18 seconds', async () => {
  expect((await cleanUp(() => 'refused')).at(-1)).toBe(18);
  expect((await cleanUp((seconds) => (seconds < 10 ? 'refused' : 'nothing'))).at(-1)).toBe(112);
});

test('a function with less time scales both times down', async () => {
  expect((await cleanUp(() => 'nothing', { timeout: 40_000 })).at(-1)).toBeCloseTo(27);
  const { run } = start({ type: 'Create', timeout: 40_000 });
  expect(run.remaining()).toBe(22_500);
});

test('a creation has 90 seconds from its sending, a deletion the time of the function', () => {
  const remaining = (type: string, delay = 0) => start({ type, delay }).run.remaining();
  expect([remaining('Create'), remaining('Update'), remaining('Delete')]).toEqual([90_000, 90_000, 290_000]);
  expect([remaining('Create', 30), remaining('Update', 90), remaining('Update', 3_600)]).toEqual([
    60_000, 0, 0,
  ]);
});

test('a clock that is behind does not give a request more time', () => {
  expect(start({ type: 'Create', delay: -30 }).run.remaining()).toBe(90_000);
});

test.each([
  ['UPDATE_ROLLBACK_IN_PROGRESS', 112],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 112],
  [undefined, 112],
  ['UPDATE_COMPLETE', 0],
  ['UPDATE_ROLLBACK_COMPLETE', 0],
  ['UPDATE_ROLLBACK_FAILED', 0],
  ['UPDATE_IN_PROGRESS', 0],
])('while the stack is in %s, it watches until second %d', async (status, last) => {
  expect((await outlast({ stackStatus: () => status })).at(-1)).toBe(last);
});

test('a status that comes late is noticed', async () => {
  const statuses = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'];
  expect((await outlast({ stackStatus: () => statuses.shift() })).at(-1)).toBe(112);
});

test('a status that cannot be had is taken for that of a rollback', async () => {
  const stackStatus = () => {
    throw new Error('denied');
  };
  expect((await outlast({ stackStatus })).at(-1)).toBe(112);
});

test('what was put back once is watched to the end', async () => {
  const looks = await outlast({}, (seconds) => (seconds === 7 ? 'found' : 'nothing'));
  expect(looks.at(-1)).toBe(112);
});
