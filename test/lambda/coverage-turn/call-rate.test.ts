import { CallRate } from '../../../lambda/coverage-turn/call-rate';
import { VirtualClock } from '../../matrix/virtual-clock';
import { VirtualTimers } from '../helpers/virtual-timers';

const NEVER = new AbortController().signal;

let timers: VirtualTimers;
beforeEach(() => void (timers = new VirtualTimers()));

/** The start times of consecutive calls, in milliseconds. */
async function starts(rate: CallRate, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < count; call++) {
    await rate.turn(NEVER);
    times.push(timers.passed);
  }
  return times;
}

test.each([3, 1.5, 0.5, 10])('has no more than %d calls in a second, and no fewer', async (perSecond) => {
  const times = await starts(new CallRate(perSecond, timers), 31);

  const between = times.slice(1).map((time, index) => time - times[index]!);
  expect(Math.min(...between)).toBeGreaterThanOrEqual(Math.floor(1_000 / perSecond));
  expect(times.at(-1)).toBeLessThanOrEqual((30 * 1_000) / perSecond + 31);
});

test('saves up no calls while none is made', async () => {
  const rate = new CallRate(2, timers);
  await starts(rate, 1);
  timers.advance(60_000);
  const { passed } = timers;

  const times = await starts(rate, 3);

  expect(times.map((time) => time - passed)).toEqual([0, 500, 1_000]);
});

test('waits for longer each time that a call is refused for their number, until one is accepted', () => {
  const rate = new CallRate(2, timers);
  const delays = [1, 2, 3, 4, 5, 6, 7].map(() => {
    rate.throttled(timers.now());
    const { delay } = rate;
    timers.advance(delay);
    return delay;
  });
  rate.accepted(timers.now());
  rate.throttled(timers.now());

  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(rate.delay).toBe(1_000);
});

test('learns nothing from calls that had begun before one was refused', () => {
  const rate = new CallRate(2, timers);
  const before = timers.now();
  timers.advance(100);
  rate.throttled(timers.now());
  rate.throttled(before);
  expect(rate.delay).toBe(1_000);

  timers.advance(1_000);
  rate.accepted(before);
  rate.throttled(timers.now());

  expect(rate.delay).toBe(2_000);
});

test('lets urgent calls go ahead of those that wait, at the same rate', async () => {
  const clock = new VirtualClock(0, async () => {});
  const rate = new CallRate(2, clock);
  const order: string[] = [];
  const turn = async (name: string, isUrgent = false) => {
    await rate.turn(NEVER, isUrgent);
    order.push(`${name} ${clock.now()}`);
  };

  const calls = [turn('look'), turn('other look'), turn('list'), turn('association', true)];
  await clock.until(Promise.all(calls));

  expect(order).toEqual(['association 0', 'look 500', 'other look 1000', 'list 1500']);
});

test('calls off what waits, urgent or not', async () => {
  const rate = new CallRate(2, timers);
  const controller = new AbortController();
  controller.abort();
  const waiting = [rate.turn(controller.signal), rate.turn(controller.signal, true)];

  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('gives no turn to a call that is called off', async () => {
  const rate = new CallRate(2, timers);

  await expect(rate.turn(AbortSignal.abort())).rejects.toThrow();

  expect(rate.delay).toBe(0);
});

test('makes fewer calls where the service accepts fewer, and as many again once it accepts them', async () => {
  const rate = new CallRate(2, timers);
  const turn = async () => rate.turn(new AbortController().signal);

  rate.throttled(timers.now());
  timers.advance(1_000);
  await turn();
  expect(rate.delay).toBe(1_000);
  for (let accepted = 0; accepted < 50; accepted++) rate.accepted(timers.now());
  timers.advance(1_000);
  await turn();

  expect(rate.delay).toBe(500);
});
