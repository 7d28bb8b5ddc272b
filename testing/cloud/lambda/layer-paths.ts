import fs from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where Lambda puts the contents of layers. It belongs to the system here, so they are in a folder elsewhere. */
const OPT = '/opt';

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

/** What means nothing to a shell, nor in a search path or in the options of Node.js. */
const PLAIN = /^[\w./-]+$/;

/**
 * A text, such as a command for a shell or a search path, in which the paths that are in layers are those on this machine.
 * Nothing tells how to quote a path there: if that of the folder is not plain, the text is left as it is.
 */
export function withPathsInLayers(text: string, layers: string): string {
  if (!PLAIN.test(layers)) return text;
  return text.replace(/(file:\/\/)?([^\s"'`:;,=()<>|&]+)/g, (_, scheme: string = '', word: string) => {
    return `${scheme}${String(inLayers(word, layers))}`;
  });
}

/** Variables with the paths that layers have on this machine: programs, which do not look in layers, read some of them. */
export function variablesInLayers<T>(
  variables: Readonly<Record<string, T>>,
  layers: string,
): Record<string, T> {
  const changed: Record<string, unknown> = {};
  // inherited ones, too: Node.js passes them to programs
  for (const name in variables) changed[name] = variableInLayers(variables[name], layers);
  return changed as Record<string, T>;
}

function variableInLayers(value: unknown, layers: string): unknown {
  const whole = inLayers(value, layers);
  return whole === value && typeof value === 'string' ? withPathsInLayers(value, layers) : whole;
}
