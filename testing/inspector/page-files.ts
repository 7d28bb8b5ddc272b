import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from './answers';
import type { HttpAnswer } from '../http';
import { packageRoot } from '../package-root';

/** The page's files, which `projenrc/bundle.ts` puts next to the bundle. */
const FILES = new Map([
  ['/', ['page.html', 'text/html']],
  ['/page.css', ['page.css', 'text/css']],
  ['/page.js', ['page.js', 'text/javascript']],
  ['/icon.svg', ['icon.svg', 'image/svg+xml']],
] as const);

/** The responses to requests for the page's files, by path. */
export function pageFiles(): ReadonlyMap<string, HttpAnswer> {
  const folder = join(packageRoot(), 'testing', 'lib', 'inspector');
  return new Map(
    [...FILES].map(([path, [file, type]]) => [
      path,
      answer(200, type, readFileSync(join(folder, file), 'utf8')),
    ]),
  );
}
