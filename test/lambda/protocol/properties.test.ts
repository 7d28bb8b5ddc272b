import { ifValid, list, record, text } from '../../../lambda/protocol';

test.each([
  [() => text({}, 'Name'), 'property Name must be a string that is not empty, got undefined'],
  [() => text({ Name: '' }, 'Name'), 'property Name must be a string that is not empty, got ""'],
  [() => text({ Name: 5 }, 'Name'), 'property Name must be a string that is not empty, got 5'],
  [() => list({ Tags: 'x' }, 'Tags'), 'property Tags must be a list, got "x"'],
  [() => record(null, 'P'), 'property P must be an object, got null'],
  [() => record([], 'P'), 'property P must be an object, got []'],
])('malformed properties are named with rule and value: %#', (decode, message) => {
  expect(decode).toThrow(message);
});

test('a value that is long is shown in part', () => {
  expect(() => list({ Tags: 'x'.repeat(999) }, 'Tags')).toThrow(/^.{150,250}$/);
});

test('what is malformed can be left out', () => {
  expect(ifValid(() => text({}, 'Name'))).toBeUndefined();
  expect(ifValid(() => text({ Name: 'n' }, 'Name'))).toBe('n');
});
