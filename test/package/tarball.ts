import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

export interface Tarball {
  readonly path: string;
  /** In bytes, compressed. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly string[];
}

/** Packs the package as it would be published. */
export async function pack(folder: string): Promise<Tarball> {
  const { stdout } = await runCommand('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: REPOSITORY,
  });
  const [packed] = JSON.parse(stdout) as [
    { filename: string; size: number; unpackedSize: number; files: { path: string }[] },
  ];
  return {
    path: join(folder, packed.filename),
    size: packed.size,
    unpackedSize: packed.unpackedSize,
    files: packed.files.map((file) => file.path),
  };
}

/** Whether the packed files were built from the current sources. */
export function isBuilt(): boolean {
  const declarations = ['channels', 'processor', 'testing'].map((folder) => `${folder}/lib/index.d.ts`);
  const built = ['lib/index.js', '.jsii', ...declarations].map((path) => join(REPOSITORY, path));
  if (!built.every((path) => existsSync(path))) return false;
  const sources = ['src', 'lambda', 'channels', 'processor', 'testing'].flatMap((folder) =>
    typeScriptIn(folder),
  );
  return Math.max(...sources.map(modified)) <= Math.min(...built.map(modified));
}

/** Builds the package. */
export async function build(): Promise<void> {
  for (const task of ['pre-compile', 'compile']) {
    await runCommand('npx', ['projen', task], { cwd: REPOSITORY, minutes: 10 });
  }
}

function typeScriptIn(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('lib/'))
    .map((path) => join(REPOSITORY, folder, path));
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
