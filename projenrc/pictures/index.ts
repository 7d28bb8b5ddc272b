/** Writes the drawings of the pages. As long as this folder does not change, neither do they: a test compares them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructs } from './constructs';
import { messagePath } from './message-path';

const FOLDER = join(__dirname, '..', '..', 'docs', 'images');

/** By file name. */
export const PICTURES: Readonly<Record<string, () => string>> = {
  'message-path.svg': messagePath,
  'constructs.svg': constructs,
};

export function committed(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

if (require.main === module) {
  for (const [name, draw] of Object.entries(PICTURES)) writeFileSync(join(FOLDER, name), draw());
}
