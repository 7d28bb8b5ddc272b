import { isPattern, matchesPattern } from '../../../testing/cloudformation/allowed-pattern';

test.each(['[a-z]+', '(?:a|b)', '(?i)[a-z]+', '[a-z]++', '\\p{Alnum}+', '[a-z&&[^b]]'])(
  'CloudFormation can read %p',
  (pattern) => expect(isPattern(pattern)).toBe(true),
);

test.each(['([', '(', '*'])('nothing can read %p', (pattern) => expect(isPattern(pattern)).toBe(false));

test.each([
  ['[a-z]+', 'chat', true],
  ['[a-z]+', 'Chat', false],
  ['a|b', 'ab', false], // the whole value must match
  ['(?i)[a-z]+', 'CHAT', true], // only Java supports these
  ['\\p{Alnum}+', 'chat1', true],
])('%p and %p', (pattern, value, matches) => expect(matchesPattern(pattern, value)).toBe(matches));
