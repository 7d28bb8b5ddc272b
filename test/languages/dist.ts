import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_TABLET } from '../../projenrc/tablets';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/** The output of the documented commands, with a folder for each language. */
const DIST = join(REPOSITORY, 'dist');

/** A folder of `dist/`, if it has a file with this name that is newer than the package's build. */
export function madeFor(language: string, name: RegExp): { folder: string; file: string } | undefined {
  const folder = join(DIST, language);
  if (!existsSync(folder)) return undefined;
  const found = filesIn(folder).find((file) => name.test(file));
  const isCurrent = found !== undefined && modified(found) > Math.max(...contents().map(modified));
  return isCurrent ? { folder, file: found } : undefined;
}

/** Builds the package for a language with its documented command. */
export async function makePackage(language: string): Promise<void> {
  clear(language);
  await runCommand('npx', ['projen', `package:${language}`], { cwd: REPOSITORY, minutes: 15 });
}

/** Earlier builds may have left files that are no longer created. */
export function clear(language: string): void {
  rmSync(join(DIST, language), { recursive: true, force: true });
}

/** The API, which the compiler writes last, its translated examples, the bundles, and the additions for Python. */
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
