import { createHash } from 'node:crypto';

/** A short name for a long key, for construct ids: equal keys have equal names in every synthesis. */
export function hashOf(...keys: string[]): string {
  return createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 8);
}
