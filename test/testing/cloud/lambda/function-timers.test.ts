import { setTimeout as sleep } from 'node:timers/promises';
import { FunctionTimers } from '../../../../testing/cloud/lambda/function-timers';

test('a timer fires if its millisecond begins while due timers are being determined', async () => {
  // the real alarm fires a moment early, as Node.js's timers can, and time advances with each reading
  const times = [0, 0, 9, 10];
  const timers = new FunctionTimers(
    () => (times.length > 1 ? times.shift()! : times[0]!),
    () => {},
  );

  const fired = new Promise((resolve) => timers.add(() => resolve(true), 10, false, []));

  // long, because a busy machine may fire timers with different times one right after the other
  expect(await Promise.race([fired, sleep(30_000, false, { ref: false })])).toBe(true);
});
