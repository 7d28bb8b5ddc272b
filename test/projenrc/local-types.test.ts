import { PAGES, pageWithTypes } from '../../projenrc/local-types';

test.each(Object.keys(PAGES))('%s names the resource types that run locally', (page) => {
  const { before, after } = pageWithTypes(page);

  expect(before).toBe(after); // if not: npx tsx projenrc/local-types.ts
});
