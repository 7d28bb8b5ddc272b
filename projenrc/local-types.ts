/**
 * Writes, into the page on testing, which resource types run locally: from the provisioners, so that no list can be behind
 * them. In the page, the list is between two comments.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NATIVE_PROVISIONERS } from '../testing/cloudformation/provisioners';
import * as recorded from '../testing/cloudformation/provisioners/recorded';

const ROOT = join(__dirname, '..');
const BEGIN = '<!-- the resource types that run locally, by projenrc/local-types.ts: begin -->';
const END = '<!-- the resource types that run locally: end -->';

const PAGE = join(ROOT, 'docs', 'testing.md');

/** The page as it is, and as it should be. */
export function pageWithTypes(): { before: string; after: string } {
  const before = readFileSync(PAGE, 'utf8');
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${PAGE} must have the lines '${BEGIN}' and '${END}'`);
  const after = `${before.slice(0, begin)}${BEGIN}\n\n${table()}\n\n${before.slice(end)}`;
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

if (require.main === module) {
  const { before, after } = pageWithTypes();
  if (after !== before) writeFileSync(PAGE, after);
}
