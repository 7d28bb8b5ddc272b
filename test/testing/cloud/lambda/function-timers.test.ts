import { setTimeout as sleep } from 'node:timers/promises';
import { FunctionTimers } from '../../../../testing/cloud/lambda/function-timers';

test('a timer fires whose millisecond begins while it is looked for what is due', async () => {
  // the real alarm comes a moment early, as those of Node.js may, and the time goes on with each look at it
  const times = [0, 0, 9, 10];
  const timers = new FunctionTimers(
    () => (times.length > 1 ? times.shift()! : times[0]!),
    () => {},
  );
  let hasFired = false;

  timers.add(() => (hasFired = true), 10, false, []);
  await sleep(100);

  expect(hasFired).toBe(true);
});
