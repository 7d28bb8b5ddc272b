import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, watch } from './watchdog';

/** The folders to remove when this process ends, however it ends. */
const kept = new Set<string>();
let isFirst = true;

/** The prefix of a folder's name; the host and process that own the folder follow it. */
type Prefix =
  'chime-messaging-app-' | 'chime-messaging-emulator-' | 'chime-messaging-module-' | 'local-lambda-';

const NAME = /^(?:chime-messaging-(?:app|emulator|module)|local-lambda)-(.*)-(\d+)-[^-]*$/;

/** @returns the path of a new folder, which is removed when this process ends, if not before */
export function createTemporaryFolder(prefix: Prefix): string {
  if (isFirst) removeAbandonedFolders();
  isFirst = false;
  const path = mkdtempSync(join(tmpdir(), `${prefix}${hostname()}-${process.pid}-`));
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

/**
 * Removes the folders of processes that were killed along with their watchdog, for example with their container.
 * Folders of other hosts that share this directory stay: we can't tell whether their process is still running.
 */
export function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host !== hostname() || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // it belongs to another user
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function removeAll(): void {
  for (const path of kept) removeTemporaryFolder(path);
}
