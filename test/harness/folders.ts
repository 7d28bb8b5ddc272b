import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder with package.json. */
export const REPOSITORY = resolve(__dirname, '..', '..');

/**
 * Runs a function with its own folder outside the repository, and removes the folder, even if a signal ends the
 * process.
 */
export async function inTemporaryFolder<T>(name: string, body: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  // Processes that a command started may still be writing.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', remove);
  try {
    return await body(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
