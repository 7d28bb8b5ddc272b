/**
 * Fails, with a line for each, if a file imports something that its room may not know, if a room is entered by another file
 * than its index, if files import each other in a circle, or if a folder is crowded. Imports of types count, because they
 * couple files as others do.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crowded, findings } from './findings';
import { importsOf } from './imports';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['src', 'lambda', 'processor', 'channels', 'testing', 'examples', 'benchmarks'];

/** The sources below a folder, without what the build writes. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'lib' || entry.name.startsWith('.') ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const files = FOLDERS.flatMap(sources);
const found = [
  ...findings(new Map(files.map((file) => [file, importsOf(ROOT, file)]))),
  ...crowded((folder) => readdirSync(join(ROOT, folder)).filter((name) => !name.startsWith('.')).length),
];
for (const line of found) console.error(line);
console.log(`${files.length} files, ${found.length} things that the house does not allow`);
process.exitCode = found.length > 0 ? 1 : 0;
