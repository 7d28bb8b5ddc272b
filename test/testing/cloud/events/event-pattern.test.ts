import { checkPattern, matchesPattern } from '../../../../testing/cloud/events/event-pattern';

const EVENT = { source: 'aws.chime', tags: ['a', 'b'], detail: { arn: 'arn:x/y', count: 2 } };

test.each<[object, boolean]>([
  [{}, true],
  [{ source: ['other', 'aws.chime'] }, true],
  [{ source: ['other'] }, false],
  [{ source: ['aws.chime'], absent: ['x'] }, false],
  [{ tags: ['b'] }, true],
  [{ detail: { arn: ['arn:x/y'], count: [2] } }, true],
  [{ detail: { count: ['2'] } }, false],
  [{ source: 'aws.chime' }, false],
  [{ detail: { arn: [{ prefix: 'arn:' }] } }, true],
  [{ detail: { arn: [{ suffix: '/z' }] } }, false],
  [{ detail: { arn: [{ wildcard: 'arn:*/y' }] } }, true],
  [{ source: [{ 'equals-ignore-case': 'AWS.Chime' }] }, true],
  [{ source: [{ 'anything-but': 'aws.chime' }] }, false],
  [{ source: [{ 'anything-but': ['a', { prefix: 'b' }] }] }, true],
  [{ absent: [{ 'anything-but': 'x' }] }, false],
  [{ absent: [{ exists: false }] }, true],
  [{ source: [{ exists: false }] }, false],
  [{ detail: { count: [{ numeric: ['>', 0, '<=', 2] }] } }, true],
  [{ detail: { count: [{ numeric: ['>', 2] }] } }, false],
  [{ detail: { count: [{ numeric: ['>=', 2, '=', 2] }] } }, true],
  [{ detail: { arn: [{ numeric: ['>', 0] }] } }, false],
  [{ $or: [{ source: ['other'] }, { detail: { count: [2] } }] }, true],
  [{ $or: [{ source: ['other'] }, { tags: ['c'] }] }, false],
])('the pattern %j', (pattern, matches) => {
  expect(matchesPattern(pattern as Record<string, unknown>, EVENT)).toBe(matches);
});

test('fails on a filter it does not know', () => {
  expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, EVENT)).toThrow(
    "'cidr' is not supported",
  );
});

test.each([
  [{ $or: [{ source: [{ cidr: 'x' }] }] }],
  [{ detail: { arn: ['x', { cidr: 'x' }] } }],
  [{ detail: { arn: [{ constructor: 'x' }] } }],
])('finds the filter that it does not know in %j', (pattern) => {
  expect(() => checkPattern(pattern as Record<string, unknown>)).toThrow('is not supported');
});
