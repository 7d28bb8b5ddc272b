import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pacmak } from './pacmak';
import { REPOSITORY } from '../harness/folders';

const OUTDIR = join(REPOSITORY, '.cache', 'wheel');

/** The wheel of the package as it is built. It takes half a minute to make, so it is kept for whatever installs it next. */
export async function wheel(): Promise<string> {
  const kept = find();
  if (kept !== undefined && modified(kept) > Math.max(...contents().map(modified))) return kept;
  rmSync(OUTDIR, { recursive: true, force: true });
  await pacmak('python', OUTDIR);
  const made = find();
  assert.ok(made, 'there is no wheel');
  return made;
}

function find(): string | undefined {
  const folder = join(OUTDIR, 'python');
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  return name && join(folder, name);
}

/** The API, which the compiler writes last, what is bundled, and what is added for Python. */
function contents(): string[] {
  const folders = ['assets', 'projenrc/python'].map((name) => join(REPOSITORY, name));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return [join(REPOSITORY, '.jsii'), ...files];
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
