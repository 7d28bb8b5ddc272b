import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, watch } from './watchdog';

/** The folders that go with this process, in whatever way it ends. */
const kept = new Set<string>();

/** @returns the path of a new folder, which is removed with this process if it is not removed before */
export function createTemporaryFolder(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix));
  if (kept.size === 0) process.on('exit', removeAll);
  kept.add(path);
  watch(path);
  return path;
}

export function removeTemporaryFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
  kept.delete(path);
  forget(path);
  if (kept.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of kept) removeTemporaryFolder(path);
}
