import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_TABLET } from '../../projenrc/tablets';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/** What the documented commands write, a folder for each language. */
const DIST = join(REPOSITORY, 'dist');

/** A folder of `dist/`, if it has a file of that name that was made since the package was built. */
export function madeFor(language: string, name: RegExp): { folder: string; file: string } | undefined {
  const folder = join(DIST, language);
  if (!existsSync(folder)) return undefined;
  const found = filesIn(folder).find((file) => name.test(file));
  const isCurrent = found !== undefined && modified(found) > Math.max(...contents().map(modified));
  return isCurrent ? { folder, file: found } : undefined;
}

/** Makes the package of a language by its documented command. */
export async function makePackage(language: string): Promise<void> {
  clear(language);
  await runCommand('npx', ['projen', `package:${language}`], { cwd: REPOSITORY, minutes: 15 });
}

/** What was made before may have files that are no longer made. */
export function clear(language: string): void {
  rmSync(join(DIST, language), { recursive: true, force: true });
}

/** The API, which the compiler writes last, its translated examples, what is bundled, and what is added for Python. */
function contents(): string[] {
  const folders = ['assets', 'projenrc/python'].map((name) => join(REPOSITORY, name));
  const files = ['.jsii', PACKAGE_TABLET].map((name) => join(REPOSITORY, name)).filter(existsSync);
  return [...files, ...folders.flatMap(filesIn)];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
