import { putInForce } from '../../../lambda/channel-flow-coverage/generation';
import { type ObjectStore, StateFile } from '../../../lambda/coverage-state';
import { VirtualClock } from '../../matrix/virtual-clock';
import { requestRun } from '../helpers/coverage-world';
import { MemoryStore } from '../helpers/memory-store';

test('a write that was given up has landed when the next request may empty the bucket', async () => {
  const clock = new VirtualClock(0, async () => Promise.resolve());
  const memory = new MemoryStore(() => clock.now());
  let isFirst = true;
  const store: ObjectStore = {
    read: async () => memory.read(),
    write: async (text, etag) => {
      if (!isFirst) return memory.write(text, etag);
      isFirst = false;
      clock.after(9_000, () => void memory.write(text, etag));
      await clock.sleep(4_000);
      throw Object.assign(new Error('no response'), { name: 'TimeoutError' });
    },
  };

  await clock.until(putInForce(requestRun(clock, {}), new StateFile(store), () => undefined));
  memory.delete();
  await clock.until(clock.sleep(60_000));

  expect((await memory.read()).value).toBeUndefined();
});
