import { Stack } from 'aws-cdk-lib';
import { validateName } from '../../../src/private/validation/names';
import { lazily, newStack } from '../../support';

const stack = newStack();
const check = (name: string | undefined) => validateName(stack, 'channelFlowName', name);

test.each([
  ['one character', 'a'],
  ['256 characters', 'a'.repeat(256)],
  ['256 code points outside the basic plane', '😀'.repeat(256)],
  ['tab and line breaks', 'a\tb\r\nc'],
  ['the next-line character', 'a\u0085b'],
  ['the ends of the allowed ranges', '\u0020\u007e\u00a0\ud7ff\ue000\ufffd\u{10000}\u{10ffff}'],
  ['the characters that a careless reading of the pattern would refuse', 'က0'],
  ['no name at all', undefined],
])('a name may be %s', (_, name) => {
  expect(() => check(name)).not.toThrow();
});

test.each([
  ['no character', '', '\'channelFlowName\' must have 1 to 256 characters, got 0 in "" (in Chat)'],
  ['257 characters', 'a'.repeat(257), "'channelFlowName' must have 1 to 256 characters, got 257 in \"aaa"],
  ['257 code points', '😀'.repeat(257), "'channelFlowName' must have 1 to 256 characters, got 257 in"],
  ['a NUL', 'a\u0000', "'channelFlowName' must not have control characters"],
  ['a vertical tab', 'a\u000b', "'channelFlowName' must not have control characters"],
  ['a delete', 'a\u007f', 'or unpaired surrogates, got "a\u007f"'],
  ['a C1 control', 'a\u0086', "'channelFlowName' must not have control characters"],
  ['the last C1 control', 'a\u009f', "'channelFlowName' must not have control characters"],
  ['a noncharacter', 'a\ufffe', "'channelFlowName' must not have control characters"],
  ['a leading surrogate alone', 'a\ud83d', 'or unpaired surrogates, got "a\\ud83d"'],
  ['a trailing surrogate alone', '\ude00a', 'or unpaired surrogates, got "\\ude00a"'],
  ['surrogates in the wrong order', '\ude00\ud83d', 'or unpaired surrogates'],
])('fails for a name of %s', (_, name, message) => {
  expect(() => check(name)).toThrow(message);
});

test.each(['', 'a'.repeat(257), '\u0000'])('passes %j as a token', (name) => {
  expect(() => check(lazily(name))).not.toThrow();
});

test('passes a name that is a token in part', () => {
  expect(() => check(`${Stack.of(stack).region}\u0000`)).not.toThrow();
});
