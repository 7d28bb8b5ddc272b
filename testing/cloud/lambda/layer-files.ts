import childProcess from 'node:child_process';
import fs from 'node:fs';
import Module, { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { inLayers, placesInLayers } from './layer-paths';

interface AnyFunction {
  (...args: unknown[]): unknown;
  readonly [promisify.custom]?: unknown;
}
type Change = (args: unknown[]) => unknown[];

/** What reads at a path, or at the first of two. What writes is left alone, as functions cannot write to `/opt` on Lambda. */
const READERS =
  'access copyFile cp exists lstat openAsBlob opendir readdir readFile readlink realpath stat statfs'.split(
    ' ',
  );

/** What starts the program at a path. */
const STARTERS = ['execFile', 'execFileSync', 'fork', 'spawn', 'spawnSync'];

/** Lets a function read what its layers have by the paths below `/opt` that it has on Lambda. */
export function readLayersAtOpt(folders: readonly string[]): void {
  if (folders.length === 0) return;
  const found = (path: unknown) => inLayers(path, folders);
  const readers = READERS.flatMap((name) => [name, `${name}Sync`]);
  for (const owner of [fs, fs.promises]) {
    replace(owner, readers, ([path, ...rest]) => [found(path), ...rest]);
    replace(owner, ['open', 'openSync'], ([path, flags, ...rest]) => {
      return [isForReading(flags) ? found(path) : path, flags, ...rest];
    });
  }
  replace(process, ['chdir'], ([folder]) => [found(folder)]);
  replace(childProcess, STARTERS, ([program, ...rest]) => [found(program), ...rest]);
  syncBuiltinESMExports();
  resolveModules(folders);
}

/** Puts functions that change their arguments in the place of those that an object has by these names. */
function replace(owner: object, names: readonly string[], change: Change): void {
  const functions = owner as Record<string, AnyFunction | undefined>;
  for (const name of names) {
    const original = functions[name];
    if (original) functions[name] = changing(original, change);
  }
}

/** A function that changes its arguments, and so does what `promisify` takes in its place, if there is such. */
function changing(original: AnyFunction, change: Change): AnyFunction {
  const withChange = (target: AnyFunction): AnyFunction =>
    function (this: unknown, ...args) {
      return target.apply(this, change(args));
    };
  const { [promisify.custom]: custom, ...others } = Object.getOwnPropertyDescriptors(original);
  const changed = Object.defineProperties(withChange(original), others);
  if (custom) {
    const value = withChange(custom.value as AnyFunction);
    Object.defineProperty(changed, promisify.custom, { ...custom, value });
  }
  return changed;
}

/** Whether the flags of `open`, which may be left out, are those of reading only. */
function isForReading(flags: unknown): boolean {
  if (typeof flags === 'number') return flags % 4 === fs.constants.O_RDONLY; // the two lowest bits tell
  return typeof flags !== 'string' || /^(r|rs|sr)$/.test(flags);
}

/** A module may be named without its extension, so the loader looks in each layer. */
function resolveModules(folders: readonly string[]): void {
  const internals = Module as unknown as { _resolveFilename(request: unknown, ...rest: unknown[]): string };
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    for (const place of placesInLayers(request, folders)) {
      try {
        return original.call(this, place, ...rest);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      }
    }
    return original.call(this, request, ...rest);
  };
}
