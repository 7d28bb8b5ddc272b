import { cleanUpAfterOvertaken } from '../../../lambda/protocol/overtaken';
import type { Request } from '../../../lambda/protocol/request';
import { Run } from '../../../lambda/protocol/run';
import { VirtualTimers } from '../helpers/virtual-timers';

/** Looks, and tells at what times; what is found is told by the time. */
async function lookAt(found: (seconds: number) => boolean | undefined, timeout = 300_000) {
  const timers = new VirtualTimers();
  const run = new Run({ RequestType: 'Delete' } as Request, timers, timers.context(timeout), () => {});
  const looks: number[] = [];
  await cleanUpAfterOvertaken(run, async () => {
    looks.push(timers.now / 1000);
    return Promise.resolve(found(timers.now / 1000));
  });
  return looks;
}

test('nothing to be found: looks until a creation must have ended', async () => {
  const looks = await lookAt(() => false);
  expect(looks.slice(0, 4)).toEqual([0, 1, 3, 7]);
  expect(looks.at(-1)).toBe(132);
});

test('after a find it looks for as long as a request may be repeated', async () => {
  expect((await lookAt((seconds) => seconds === 3)).at(-1)).toBe(15);
});

test('after a second find it looks on', async () => {
  expect((await lookAt((seconds) => [0, 12].includes(seconds))).at(-1)).toBe(24);
});

test('where there is no use in looking it ends', async () => {
  expect(await lookAt(() => undefined)).toEqual([0]);
});

test('a function with less time looks until shortly before its end', async () => {
  expect((await lookAt(() => false, 40_000)).at(-1)).toBe(27);
});

test('a creation has two minutes, a deletion what the function has', () => {
  const timers = new VirtualTimers();
  const remaining = (RequestType: string) =>
    new Run({ RequestType } as Request, timers, timers.context(300_000), () => {}).remaining();
  expect([remaining('Create'), remaining('Update'), remaining('Delete')]).toEqual([
    120_000, 120_000, 290_000,
  ]);
});
