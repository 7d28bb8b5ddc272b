import { pageWithTypes } from '../../projenrc/local-types';

test('docs/testing.md names the resource types that run locally', () => {
  const { before, after } = pageWithTypes();

  expect(before).toBe(after); // if not: npx tsx projenrc/local-types.ts
});
