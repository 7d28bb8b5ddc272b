import { TagManager, TagType } from 'aws-cdk-lib';
import { tooManyTags, validateTags } from '../../../src/private/validation/tags';
import { lazily, newStack } from '../../support';

const check = (tags: Record<string, string>) => validateTags(newStack(), tags);

test.each([
  ['one character each', 'k', 'v'],
  ['as long as may be', 'k'.repeat(128), 'v'.repeat(256)],
  ['as many code points as may be', '🔑'.repeat(128), '💬'.repeat(256)],
  ["'aws' without a colon", 'awsome', 'v'],
  ["'aws:' further on", 'x-aws:y', 'aws:v'],
])('tags may have %s', (_, key, value) => {
  expect(() => check({ [key]: value })).not.toThrow();
});

test.each([
  ['no key', '', 'v', 'a tag key must have 1 to 128 characters, got ""'],
  ['129 characters in a key', 'k'.repeat(129), 'v', 'a tag key must have 1 to 128 characters, got "kkk'],
  ['129 code points in a key', '🔑'.repeat(129), 'v', 'a tag key must have 1 to 128 characters, got'],
  ['a reserved key', 'aws:x', 'v', `a tag key must not begin with 'aws:', got "aws:x"`],
  ['a reserved key, shouted', 'AWS:x', 'v', `a tag key must not begin with 'aws:', got "AWS:x"`],
  ['no value', 'k', '', 'a tag value must have 1 to 256 characters, got "" for key "k"'],
  ['257 characters in a value', 'k', 'v'.repeat(257), 'a tag value must have 1 to 256 characters, got "vvv'],
  ['257 code points in a value', 'k', '💬'.repeat(257), 'a tag value must have 1 to 256 characters, got'],
])('fails for %s', (_, key, value, message) => {
  expect(() => check({ fine: 'yes', [key]: value })).toThrow(`'tags': ${message}`);
});

test('fails for all refused tags at once', () => {
  expect(() => check({ 'aws:a': 'v', b: '' })).toThrow(
    `'tags': a tag key must not begin with 'aws:', got "aws:a"; a tag value must have 1 to 256 characters, got "" for key "b" (in Chat)`,
  );
});

test('passes what would be refused as tokens', () => {
  expect(() => check({ [lazily('aws:x')]: lazily('') })).not.toThrow();
});

test.each([
  [0, []],
  [49, []],
  [
    50,
    [
      "'tags' must hold at most 49 tags, including those of Tags.of() (the provider adds one of its own), got 50",
    ],
  ],
])('%i tags of a custom resource give the complaints %j', (count, complaints) => {
  const manager = new TagManager(TagType.KEY_VALUE, 'Custom::Tagged');
  for (let index = 0; index < count; index++) manager.setTag(`k${index}`, 'v');

  expect(tooManyTags(newStack(), manager, false)).toEqual(complaints);
});

test('tags that CloudFormation adds from the stack count as well', () => {
  const manager = new TagManager(TagType.KEY_VALUE, 'AWS::Chime::ChannelFlow');
  for (let index = 0; index < 50; index++) manager.setTag(`k${index}`, 'v');
  const stack = newStack({ tags: { k0: 'of the stack', team: 'chat' } });

  expect(tooManyTags(stack, manager, true)).toEqual([
    "'tags' must hold at most 50 tags, including those of Tags.of(), got 51",
  ]);
});

test('fails for the tag by which the provider knows its flows', () => {
  expect(() => check({ 'cdk-chime-sdk-messaging:owner': 'me' })).toThrow(
    'a tag key must not be the one that the provider sets itself, got "cdk-chime-sdk-messaging:owner"',
  );
});
