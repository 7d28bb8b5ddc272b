import { got, ValidationError } from '../../../src/private/validation/validation-error';
import { newStack } from '../../support';

test('an error tells where it was found', () => {
  const error = new ValidationError("'x' must be 1, got 2", newStack());

  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ValidationError');
  expect(error.message).toBe("'x' must be 1, got 2 (in Chat)");
});

test('an error without a scope says only what is wrong', () => {
  expect(new ValidationError("'x' must be 1, got 2").message).toBe("'x' must be 1, got 2");
});

test.each([
  ['a"b', 'got "a\\"b"'],
  [0, 'got 0'],
  [['a'], 'got ["a"]'],
  [undefined, 'got undefined'],
  ['a'.repeat(118), `got "${'a'.repeat(118)}"`],
  ['a'.repeat(119), `got "${'a'.repeat(119)}…`],
])('renders %j short enough to read', (value, text) => {
  expect(got(value)).toBe(text);
});
