import { createHash } from 'node:crypto';

/** A short name for a long key, for construct ids: equal keys have equal names in every synthesis. */
export function hashOf(...keys: string[]): string {
  const key = keys.join('\n');
  const hash = hashes.get(key) ?? createHash('sha256').update(key).digest('hex').slice(0, 8);
  hashes.set(key, hash);
  return hash;
}

/** A cache, because many flows have the same app instance and functions. */
const hashes = new Map<string, string>();
