import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { preProcessFile } from 'typescript';

const PACKAGE = 'cdk-chime-sdk-messaging';

/** What a file imports: files of this project by their paths, and packages by their names. Imports of types count. */
export interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Reads what a file imports, with the paths that it stands for, from the root of the project. */
export function importsOf(root: string, file: string): Imports {
  const specifiers = preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles;
  const names = specifiers.map(({ fileName }) => fileName);
  const paths = names.map((name) => pathOf(file, name));
  return {
    files: [...new Set(paths.flatMap((path) => (path === undefined ? [] : (found(root, path) ?? []))))],
    packages: names.filter((_, index) => paths[index] === undefined).map(packageName),
  };
}

/** The path that a specifier stands for; `undefined` for another package's. */
function pathOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier);
  if (specifier === PACKAGE) return 'src';
  return specifier.startsWith(`${PACKAGE}/`) ? specifier.slice(PACKAGE.length + 1) : undefined;
}

function found(root: string, path: string): string | undefined {
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => existsSync(join(root, candidate)));
}

function packageName(specifier: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
}
