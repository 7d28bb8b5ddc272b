import { pagesWithTables } from '../../projenrc/tables';

test.each(pagesWithTables())('$page has the tables that the code has', ({ before, after }) => {
  expect(before).toBe(after); // if not: npx tsx projenrc/tables/index.ts
});
