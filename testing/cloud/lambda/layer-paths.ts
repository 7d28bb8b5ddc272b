import fs from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where Lambda puts the contents of layers. It belongs to the system here, so they are in a folder elsewhere. */
export const OPT = '/opt';

/** As it is at first: later, it looks in layers itself. */
const { existsSync } = fs;

/**
 * Where a path below `/opt` is in layers, whether or not it is there; `undefined` for any other path.
 *
 * @param path as functions of Node.js take it; a `Buffer` is left alone
 * @param layers the folder that has the contents of layers
 */
export function placeInLayers(path: unknown, layers: string): string | undefined {
  const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
  if (typeof text !== 'string' || !text.startsWith(OPT)) return undefined;
  const full = posix.normalize(text);
  if (full !== OPT && !full.startsWith(`${OPT}/`)) return undefined;
  return join(layers, full.slice(OPT.length));
}

/** The path in layers, if it is there, or else the path itself: an error names it, and the system may have it. */
export function inLayers(path: unknown, layers: string): unknown {
  const place = placeInLayers(path, layers);
  return place !== undefined && existsSync(place) ? place : path;
}

/** A text, such as a command or a search path, in which the paths that are in layers are those on this machine. */
export function withPathsInLayers(text: string, layers: string): string {
  return text.replace(/[^\s"'`:;,=()<>|&]+/g, (word) => String(inLayers(word, layers)));
}
