/**
 * Writes, into the pages for users, which resource types run locally: from the provisioners, so that no list can be behind
 * them. In a page, the list is between two comments.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NATIVE_PROVISIONERS } from '../testing/cloudformation/provisioners';
import * as recorded from '../testing/cloudformation/provisioners/recorded';

const ROOT = join(__dirname, '..');
const BEGIN = '<!-- the resource types that run locally, by projenrc/local-types.ts: begin -->';
const END = '<!-- the resource types that run locally: end -->';

/** The pages that have the list, each in a form of its own. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'README.md': services,
  'docs/testing.md': table,
};

/** A page as it is, and as it should be. */
export function pageWithTypes(page: string): { before: string; after: string } {
  const before = readFileSync(join(ROOT, page), 'utf8');
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${page} must have the lines '${BEGIN}' and '${END}'`);
  const after = `${before.slice(0, begin)}${BEGIN}\n\n${PAGES[page]!()}\n\n${before.slice(end)}`;
  return { before, after };
}

/** `AWS::Chime` → types, without what only one provisioner of aws-cdk-lib makes. */
function typesByService(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const type of Object.keys(NATIVE_PROVISIONERS).sort()) {
    const [vendor, service] = type.split('::') as [string, string];
    const key = vendor === 'Custom' ? vendor : `${vendor}::${service}`;
    found.set(key, [...(found.get(key) ?? []), type]);
  }
  return found;
}

function isRecorded(type: string): boolean {
  return Object.values(recorded).includes(NATIVE_PROVISIONERS[type] as never);
}

/** Those of which something runs. */
function services(): string {
  const runs = (types: readonly string[]) => types.some((type) => !isRecorded(type));
  const names = [...typesByService()]
    .filter(([name, types]) => name !== 'Custom' && runs(types))
    .map(([name]) => name);
  return `Resources of ${listed(names.map((name) => `\`${name}\``))} run locally, nested stacks and custom resources too.`;
}

function table(): string {
  const rows = [...typesByService()].map(([service, types]) => {
    const running = types.filter((type) => !isRecorded(type));
    return `| \`${service}\` | ${shortened(running)} | ${shortened(types.filter(isRecorded))} |`;
  });
  return ['| service | runs | is recorded only |', '|---|---|---|', ...rows].join('\n');
}

function shortened(types: readonly string[]): string {
  return types.map((type) => `\`${type.split('::').at(-1)!}\``).join(', ') || '—';
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)!}`;
}

if (require.main === module) {
  for (const page of Object.keys(PAGES)) {
    const { before, after } = pageWithTypes(page);
    if (after !== before) writeFileSync(join(ROOT, page), after);
  }
}
