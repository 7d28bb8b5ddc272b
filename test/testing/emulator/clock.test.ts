import { EmulatorClock } from '../../../testing/emulator';

test('a manual clock stands still until it is moved', async () => {
  const clock = EmulatorClock.manual(1000);

  await new Promise((resolve) => setTimeout(resolve, 5));
  const before = clock.now();
  await clock.advance(500);

  expect([before, clock.now()]).toEqual([1000, 1500]);
});

test('a clock without timers that nothing goes by is moved at once', () => {
  const clock = EmulatorClock.manual(1000);

  void clock.advance(500);

  expect(clock.now()).toBe(1500);
});

test('timers fire in their order, each at its own time', async () => {
  const clock = EmulatorClock.manual(0);
  const fired: string[] = [];
  clock.setTimeout(() => fired.push(`second at ${clock.now()}`), 20);
  clock.setTimeout(() => fired.push(`first at ${clock.now()}`), 10);
  clock.setTimeout(() => fired.push(`third at ${clock.now()}`), 20);
  clock.setTimeout(() => fired.push('too late'), 31);

  await clock.advance(30);

  expect(fired).toEqual(['first at 10', 'second at 20', 'third at 20']);
});

test('the effects of a timer can set further timers on the way', async () => {
  const clock = EmulatorClock.manual(0);
  const woken: number[] = [];
  const sleepTwice = async (): Promise<void> => {
    await clock.sleep(10);
    await clock.sleep(10);
    woken.push(clock.now());
  };
  const sleeping = sleepTwice();

  await clock.advance(100);
  await sleeping;

  expect(woken).toEqual([20]);
});

test('a cleared timer does not fire', async () => {
  const clock = EmulatorClock.manual();
  const fire = jest.fn();
  clock.setTimeout(fire, 10).clear();
  clock.setTimeout(fire, 20);

  clock.stop();
  await clock.advance(30);

  expect(fire).not.toHaveBeenCalled();
});

test('a real-time clock follows real time, and can be moved forward', async () => {
  const clock = EmulatorClock.realTime();
  const before = Date.now();
  const fired: string[] = [];
  clock.setTimeout(() => fired.push('tomorrow'), 24 * 60 * 60 * 1000);

  await new Promise<void>((resolve) => void clock.setTimeout(resolve, 2));
  await clock.advance(24 * 60 * 60 * 1000);

  expect(fired).toEqual(['tomorrow']);
  expect(clock.now()).toBeGreaterThanOrEqual(before + 24 * 60 * 60 * 1000);
});

test('a clock cannot be moved back', async () => {
  await expect(EmulatorClock.manual().advance(-1)).rejects.toThrow(
    "'milliseconds' must be a number of milliseconds from 0 to 1e15, got -1",
  );
});
