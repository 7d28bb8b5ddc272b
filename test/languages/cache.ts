import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder that outlives this clone, for files that take long to create and depend only on the folder's name. */
export function cacheFolder(name: string): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(caches, 'cdk-chime-sdk-messaging', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
