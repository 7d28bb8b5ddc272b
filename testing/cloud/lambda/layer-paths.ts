import fs from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where Lambda puts the contents of layers. It belongs to the system here, so each layer stays in its own folder. */
const OPT = '/opt';

/** As it is at first: later, it looks in layers itself. */
const { existsSync } = fs;

/**
 * Where a path below `/opt` may be: in the folders of layers, of which the first that has it counts. None for any other path.
 *
 * @param path as functions of Node.js take it; a `Buffer` is left alone
 */
export function placesInLayers(path: unknown, folders: readonly string[]): string[] {
  const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
  if (typeof text !== 'string' || !text.startsWith(OPT)) return [];
  const full = posix.normalize(text);
  if (full !== OPT && !full.startsWith(`${OPT}/`)) return [];
  return folders.map((folder) => join(folder, full.slice(OPT.length)));
}

/** The path in the layer that has it, or else the path itself: an error names it, and the system may have it. */
export function inLayers(path: unknown, folders: readonly string[]): unknown {
  return placesInLayers(path, folders).find((place) => existsSync(place)) ?? path;
}
