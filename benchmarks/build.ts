import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';
import { CACHE, ROOT } from './paths';

/** Builds the contents of a published package, where they are missing or out of date, and the programs that measure it. */
export function build(): void {
  if (newest('lib', '.js') < newest('src', '.ts')) execute('projen', 'compile');
  execute('tsx', 'projenrc/bundle.ts');
  buildSync({
    ...program,
    entryPoints: files(join(__dirname, 'programs')),
    outbase: join(__dirname, 'programs'),
    outdir: join(CACHE, 'programs'),
  });
}

/** The programs load packages as users' programs do, including this one by its name. */
const program: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  tsconfigRaw: {},
};

function execute(tool: string, ...args: string[]): void {
  execFileSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: 'inherit' });
}

/** When a file of a folder was last changed; 0 if there is none. */
function newest(folder: string, extension: string): number {
  const matching = files(join(ROOT, folder)).filter((file) => file.endsWith(extension));
  return Math.max(0, ...matching.map((file) => statSync(file).mtimeMs));
}

function files(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // not built yet
  }
}
