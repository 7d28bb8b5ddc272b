/**
 * Writes the tables of the pages whose contents the code already has, so that no page can be out of date. In a page, a
 * table is between two comments that name it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { behaviors } from './behaviors';
import { commandOptions } from './command-options';
import { faultOptions } from './fault-options';
import { httpRequests } from './http-requests';
import { localTypes } from './local-types';

const ROOT = join(__dirname, '..', '..');

interface Region {
  readonly page: string;
  readonly name: string;
  readonly content: () => string;
}

const REGIONS: readonly Region[] = [
  { page: 'docs/testing.md', name: 'the resource types that run locally', content: localTypes },
  { page: 'docs/testing.md', name: 'the options of a fault', content: faultOptions },
  { page: 'docs/emulator-command.md', name: 'the options of the command', content: commandOptions },
  { page: 'docs/http-interface.md', name: 'the requests', content: httpRequests },
  { page: 'docs/reference/behaviors.md', name: 'the behaviors', content: behaviors },
];

/** The pages with tables, as they are and as they should be. */
export function pagesWithTables(): { page: string; before: string; after: string }[] {
  return [...new Set(REGIONS.map(({ page }) => page))].map((page) => {
    const before = readFileSync(join(ROOT, page), 'utf8');
    const after = REGIONS.filter((region) => region.page === page).reduce(filled, before);
    return { page, before, after };
  });
}

function filled(text: string, { page, name, content }: Region): string {
  const begin = `<!-- ${name}, by projenrc/tables: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} must have the lines '${begin}' and '${end}'`);
  return `${text.slice(0, from)}${begin}\n\n${content()}\n\n${text.slice(to)}`;
}

if (require.main === module) {
  for (const { page, before, after } of pagesWithTables()) {
    if (after !== before) writeFileSync(join(ROOT, page), after);
  }
}
