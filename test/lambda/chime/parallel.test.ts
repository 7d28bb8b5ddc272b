import { inParallel } from '../../../lambda/chime';

test('works on every item, never on more at once than allowed', async () => {
  const done: number[] = [];
  let [busy, most] = [0, 0];
  await inParallel(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
    most = Math.max(most, ++busy);
    await new Promise((resolve) => setImmediate(resolve));
    busy--;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('begins nothing after a failure and leaves nothing running', async () => {
  const [begun, ended]: number[][] = [[], []];
  const work = async (item: number) => {
    begun!.push(item);
    if (item === 1) throw new Error('first');
    await new Promise((resolve) => setImmediate(resolve));
    ended!.push(item);
  };
  await expect(inParallel(2, [1, 2, 3, 4], work)).rejects.toThrow('first');
  expect(begun).toEqual([1, 2]);
  expect(ended).toEqual([2]);
});
