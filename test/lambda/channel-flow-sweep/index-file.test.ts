import { ChannelIndex } from '../../../lambda/channel-flow-sweep/channel-index';
import { IndexFile } from '../../../lambda/channel-flow-sweep/index-file';
import type { ObjectStore } from '../../../lambda/coverage-state';
import { MemoryStore } from '../helpers/memory-store';

const CHANNEL = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat/channel/one';
const NEVER = new AbortController().signal;

let store: MemoryStore;
let file: IndexFile;
let index: ChannelIndex;
beforeEach(() => {
  store = new MemoryStore(() => 0);
  file = new IndexFile(store);
  index = new ChannelIndex();
  index.add(CHANNEL);
});

test('the index of a sweep is found again, and that of another sweep is not', async () => {
  await file.save('sweep', index, NEVER);

  expect((await file.load('sweep'))?.has(CHANNEL)).toBe(true);
  expect(await file.load('other')).toBeUndefined();
});

test('where nothing was saved, or something else, there is none', async () => {
  expect(await file.load('sweep')).toBeUndefined();

  await store.write('sweep', undefined);
  expect(await file.load('sweep')).toBeUndefined();
});

test('a save comes after those of earlier turns, and after an attempt of its own', async () => {
  await file.save('former', new ChannelIndex(), NEVER);
  await file.save('sweep', index, NEVER);
  await file.save('sweep', index, NEVER);

  expect((await file.load('sweep'))?.has(CHANNEL)).toBe(true);
});

test('a save that others come before each time fails in words', async () => {
  jest.spyOn(store, 'write').mockResolvedValue({ value: undefined, at: 0 });

  await expect(file.save('sweep', index, NEVER)).rejects.toThrow(
    'the index could not be written: another invocation wrote it first each time',
  );
});

test('a write that is under way ends with the signal', async () => {
  const lease = new AbortController();
  jest.spyOn(store, 'write').mockImplementation(async (...[, , signal]: Parameters<ObjectStore['write']>) => {
    lease.abort(new Error('the lease is lost'));
    signal?.throwIfAborted();
    return { value: '"1"', at: 0 };
  });

  await expect(file.save('sweep', index, lease.signal)).rejects.toThrow('the lease is lost');
});

test('nothing is saved once the signal has come', async () => {
  await expect(file.save('sweep', index, AbortSignal.abort())).rejects.toThrow();

  expect((await store.read()).value).toBeUndefined();
});
