import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Changes that are no further apart than this many milliseconds are one. */
const PAUSE = 150;

/** What programs write, and what only package managers change. */
const IGNORED = /^(\..*|node_modules|cdk\.out|coverage)$/;

/**
 * Tells when a file of a folder changes, and of the folders in it; what is beside the sources of an app is left out.
 *
 * @returns a function that ends it
 */
export function watchFiles(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = (_event: string, file: string | null) => {
    if (file !== null && file.split(/[\\/]/).some((part) => IGNORED.test(part))) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, PAUSE);
  };
  const folders = readdirSync(folder).filter((name) => !IGNORED.test(name) && isFolder(join(folder, name)));
  const watchers: FSWatcher[] = [
    watch(folder, soon),
    ...folders.map((name) => watch(join(folder, name), { recursive: true }, soon)),
  ];
  for (const watcher of watchers) watcher.on('error', () => {}); // a folder that is removed
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
