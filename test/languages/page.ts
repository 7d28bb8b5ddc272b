import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeFiles } from '../../projenrc/pages';

/**
 * Writes the files that a page tells the reader to write, except for the bundled processor, and returns their paths.
 */
export function writeFiles(page: string, folder: string, wanted = /\.(java|go)$/): string[] {
  const files = codeFiles(page).filter(({ file }) => wanted.test(file));
  if (files.length === 0) throw new Error(`${page} tells the reader to write no file like ${wanted.source}`);
  return files.map(({ file, text }) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}
