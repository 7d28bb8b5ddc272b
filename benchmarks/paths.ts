import { join } from 'node:path';

export const ROOT = join(__dirname, '..');
export const RESULTS = join(__dirname, 'results.json');
/** Compiled programs and the peer; not in git. */
export const CACHE = join(__dirname, '.cache');
