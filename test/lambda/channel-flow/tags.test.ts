import * as fc from 'fast-check';
import { tagDifference } from '../../../lambda/channel-flow/tags';

type Tags = { Key: string; Value: string }[];

const tags = fc.uniqueArray(
  fc.record({ Key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), Value: fc.constantFrom('1', '2', '') }),
  { selector: ({ Key }) => Key },
);

/** The tags on the service after some or all parts of a difference were applied. */
function apply(held: Tags, { removed, added }: { removed: string[]; added: Tags }): Tags {
  const values = new Map(held.map(({ Key, Value }) => [Key, Value]));
  for (const key of removed) values.delete(key);
  for (const { Key, Value } of added) values.set(Key, Value);
  return [...values].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => a.Key.localeCompare(b.Key));
}

const sorted = (of: Tags) => apply(of, { removed: [], added: [] });

test('the difference leads from the former tags to the desired ones', () => {
  fc.assert(
    fc.property(tags, tags, (former, desired) => {
      expect(apply(former, tagDifference(former, desired))).toEqual(sorted(desired));
    }),
  );
});

test('the difference touches nothing that is right', () => {
  fc.assert(
    fc.property(tags, tags, (former, desired) => {
      const { removed, added } = tagDifference(former, desired);
      for (const key of removed) expect(desired.map(({ Key }) => Key)).not.toContain(key);
      for (const tag of added) expect(former).not.toContainEqual(tag);
    }),
  );
});

test('the reversed difference leads back, whichever part of the way was gone', () => {
  fc.assert(
    fc.property(tags, tags, fc.boolean(), fc.boolean(), (former, desired, untagged, tagged) => {
      const forth = tagDifference(former, desired);
      const halfWay = apply(former, {
        removed: untagged ? forth.removed : [],
        added: tagged ? forth.added : [],
      });
      expect(apply(halfWay, tagDifference(desired, former))).toEqual(sorted(former));
    }),
  );
});
