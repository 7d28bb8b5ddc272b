import fs from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where Lambda puts the contents of layers. On this machine, it belongs to the system, so they are in another folder.
 */
const OPT = '/opt';

/** The original function: later, it also looks into layers. */
const { existsSync } = fs;

/**
 * The path in layers for a path below `/opt`, whether or not it exists; `undefined` for any other path.
 *
 * @param path as Node.js's functions accept it; a `Buffer` is ignored
 * @param layers the folder with the contents of layers
 */
export function placeInLayers(path: unknown, layers: string): string | undefined {
  const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
  if (typeof text !== 'string' || !text.startsWith(OPT)) return undefined;
  const full = posix.normalize(text);
  if (full !== OPT && !full.startsWith(`${OPT}/`)) return undefined;
  return join(layers, full.slice(OPT.length));
}

/**
 * The path in layers, if it exists there; otherwise the path itself, so that errors name it and the system may have it.
 */
export function inLayers(path: unknown, layers: string): unknown {
  const place = placeInLayers(path, layers);
  return place !== undefined && existsSync(place) ? place : path;
}

/** Text with no special meaning to a shell, in a search path, or in Node.js's options. */
const PLAIN = /^[\w./-]+$/;

/**
 * Replaces paths in layers by those on this machine in a text, such as a shell command or a search path. We can't know
 * how to quote a path there: if the folder's path is not plain, the text stays unchanged.
 */
export function withPathsInLayers(text: string, layers: string): string {
  if (!PLAIN.test(layers)) return text;
  return text.replace(/(file:\/\/)?([^\s"'`:;,=()<>|&]+)/g, (_, scheme: string = '', word: string) => {
    return `${scheme}${String(inLayers(word, layers))}`;
  });
}

/** Variables with the paths of layers on this machine: some are read by programs, which do not look into layers. */
export function variablesInLayers<T>(
  variables: Readonly<Record<string, T>>,
  layers: string,
): Record<string, T> {
  const changed: Record<string, unknown> = {};
  // including inherited ones: Node.js passes them to programs
  for (const name in variables) changed[name] = variableInLayers(variables[name], layers);
  return changed as Record<string, T>;
}

function variableInLayers(value: unknown, layers: string): unknown {
  const whole = inLayers(value, layers);
  return whole === value && typeof value === 'string' ? withPathsInLayers(value, layers) : whole;
}
