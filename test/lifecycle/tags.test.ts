import { type Stack, Tags } from 'aws-cdk-lib';
import { flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';

const local = Lifecycle.forFile();

type TagSet = Record<string, string>;

function tagged(place: Place, tags: TagSet, channelFlowName = 'Flow') {
  return (scope: Stack) => void flow(scope, place, { tags, channelFlowName });
}

/** This many tags, each with the same value. */
function many(count: number, value = 'v'): TagSet {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]));
}

test('tags of the stack, of a scope and of the flow reach the service, and go again', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => {
    scope.tags.setTag('stack', '1');
    Tags.of(scope).add('scope', '1');
    Tags.of(flow(scope, place, { tags: { own: '1' } })).add('flow', '1');
  });
  expect(await place.tags(stack.id('Flow'))).toEqual({ stack: '1', scope: '1', own: '1', flow: '1' });

  await stack.deploy((scope) => flow(scope, place));

  expect(await place.tags(stack.id('Flow'))).toEqual({});
});

test.each<[string, TagSet, TagSet, string[]]>([
  ['another value', { a: '1', b: '1' }, { a: '1', b: '2' }, ['TagResource']],
  ['another tag', { a: '1' }, { a: '1', b: '1' }, ['TagResource']],
  ['a tag less', { a: '1', b: '1' }, { a: '1' }, ['UntagResource']],
  ['all of these', { a: '1', b: '1', c: '1' }, { b: '2', c: '1', d: '1' }, ['UntagResource', 'TagResource']],
  ['another order', { a: '1', b: '1' }, { b: '1', a: '1' }, []],
])('%s takes a look and the calls for the difference only', async (_what, before, after, expected) => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy(tagged(place, before));

  const calls = await place.callsDuring(async () => stack.deploy(tagged(place, after)));

  expect(calls).toEqual(expected.length > 0 ? ['ListTagsForResource', ...expected] : []);
  expect(await place.tags(stack.id('Flow'))).toEqual(after);
});

test('only the difference is sent', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy(tagged(place, { a: '1', b: '1', c: '1' }));

  await stack.deploy(tagged(place, { b: '2', c: '1', d: '1' }));

  const [untag, tag] = place.requests.slice(-2);
  expect(untag!.input.TagKeys).toEqual(['a']);
  expect(tag!.input.Tags).toEqual([
    { Key: 'b', Value: '2' },
    { Key: 'd', Value: '1' },
  ]);
});

test('49 tags can be set, and changed for 49 others', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy(tagged(place, many(49)));
  expect(await place.tags(stack.id('Flow'))).toEqual(many(49));
  const others = Object.fromEntries(Object.keys(many(49)).map((key) => [`other-${key}`, 'v']));

  await stack.deploy(tagged(place, others));

  expect(await place.tags(stack.id('Flow'))).toEqual(others);
  await stack.deploy(tagged(place, many(49)));
  expect(await place.tags(stack.id('Flow'))).toEqual(many(49));
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});

test('tags and name change together', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy(tagged(place, { a: '1' }, 'v1'));

  const calls = await place.callsDuring(async () => stack.deploy(tagged(place, { a: '2' }, 'v2')));

  expect(calls).toEqual(['ListTagsForResource', 'UpdateChannelFlow', 'TagResource']);
});
