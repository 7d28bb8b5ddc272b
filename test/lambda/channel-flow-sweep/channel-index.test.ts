import * as fc from 'fast-check';
import { ChannelIndex } from '../../../lambda/channel-flow-sweep/channel-index';

test('holds what was added and nothing else, also after it was written and read', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (added, others) => {
      const index = new ChannelIndex();
      for (const arn of [...added, ...added]) index.add(arn);
      const read = ChannelIndex.fromText(index.toText());

      for (const each of [index, read]) {
        for (const arn of added) expect(each.has(arn)).toBe(true);
        for (const arn of others) expect(each.has(arn)).toBe(added.includes(arn));
      }
    }),
  );
});

test('grows far beyond its first size', () => {
  const index = new ChannelIndex();
  for (let id = 0; id < 5_000; id++) index.add(`arn/${id}`);

  const read = ChannelIndex.fromText(index.toText());

  expect(read.has('arn/0')).toBe(true);
  expect(read.has('arn/4999')).toBe(true);
  expect(read.has('arn/5000')).toBe(false);
});

test('hashes with a key of its own, so that nobody can choose ids that collide', () => {
  const texts = [new ChannelIndex(), new ChannelIndex()].map((index) => {
    index.add('arn');
    return Buffer.from(index.toText(), 'base64').subarray(32).toString('hex');
  });

  expect(texts[0]).toHaveLength(16);
  expect(texts[0]).not.toBe(texts[1]);
});
