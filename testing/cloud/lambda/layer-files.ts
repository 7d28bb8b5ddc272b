import childProcess from 'node:child_process';
import fs from 'node:fs';
import Module, { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import threads from 'node:worker_threads';
import { inLayers, placeInLayers, variablesInLayers, withPathsInLayers } from './layer-paths';

interface AnyFunction {
  (...args: unknown[]): unknown;
  readonly [promisify.custom]?: unknown;
}
type Change = (args: unknown[]) => unknown[];

/**
 * The functions that read a path (or the first of two), or create a link to it. Functions that write are unchanged: on
 * Lambda, `/opt` is read-only.
 */
const READERS =
  'access copyFile cp exists lstat openAsBlob opendir readdir readFile readlink realpath stat statfs symlink'.split(
    ' ',
  );

/** The functions that start a program, and those that start a shell with a command. */
const STARTERS = ['execFile', 'execFileSync', 'fork', 'spawn', 'spawnSync'];
const SHELL_STARTERS = ['exec', 'execSync'];

interface StartOptions {
  readonly cwd?: string | URL;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly shell?: boolean | string;
}

/**
 * Lets a thread read the contents of layers by their Lambda paths, below `/opt`.
 *
 * @param layers the folder with their contents
 */
export function readLayersAtOpt(layers: string): void {
  const found = (path: unknown) => inLayers(path, layers);
  const readers = READERS.flatMap((name) => [name, `${name}Sync`]);
  for (const owner of [fs, fs.promises]) {
    replace(owner, readers, ([path, ...rest]) => [found(path), ...rest]);
    replace(owner, ['open', 'openSync'], ([path, flags, ...rest]) => {
      return [isForReading(flags) ? found(path) : path, flags, ...rest];
    });
  }
  replace(process, ['chdir'], ([folder]) => [found(folder)]);
  for (const realpath of [fs.realpath, fs.realpathSync]) {
    replace(realpath, ['native'], ([path, ...rest]) => [found(path), ...rest]);
  }
  replace(childProcess, STARTERS, (args) => inStart(args, args.some(hasShell), layers));
  replace(childProcess, SHELL_STARTERS, (args) => inStart(args, true, layers));
  threads.Worker = class Worker extends threads.Worker {
    public constructor(file: string | URL, options?: threads.WorkerOptions) {
      super(options?.eval ? file : (found(file) as string | URL), options);
    }
  };
  syncBuiltinESMExports();
  resolveModules(layers);
}

/**
 * Programs do not look into layers, so their commands get the paths on this machine. An argument can be any data, so it
 * is replaced only if all of it is a path; a shell command is replaced word by word.
 */
function inStart([program, ...rest]: unknown[], isCommand: boolean, layers: string): unknown[] {
  Object.assign(process.env, variablesInLayers(process.env, layers)); // the function may have set some in the meantime
  const found = (text: unknown) =>
    isCommand && typeof text === 'string' ? withPathsInLayers(text, layers) : inLayers(text, layers);
  return [
    found(program),
    ...rest.map((each) => (Array.isArray(each) ? each.map(found) : inOptions(each, layers))),
  ];
}

function hasShell(argument: unknown): boolean {
  return isOptions(argument) && Boolean(argument.shell);
}

function inOptions(argument: unknown, layers: string): unknown {
  if (!isOptions(argument)) return argument;
  const { cwd, env } = argument;
  return {
    ...argument,
    ...(cwd && { cwd: inLayers(cwd, layers) }),
    ...(env && { env: variablesInLayers(env, layers) }),
  };
}

function isOptions(argument: unknown): argument is StartOptions {
  return typeof argument === 'object' && argument !== null && !Array.isArray(argument);
}

/** Replaces an object's functions of these names by functions that change their arguments. */
function replace(owner: object, names: readonly string[], change: Change): void {
  const functions = owner as Record<string, AnyFunction | undefined>;
  for (const name of names) {
    const original = functions[name];
    if (original) functions[name] = changing(original, change);
  }
}

/** A function that changes its arguments, including its `promisify` variant, if it has one. */
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

/** Whether the flags of `open`, which are optional, are for reading only. */
function isForReading(flags: unknown): boolean {
  if (typeof flags === 'number') return flags % 4 === fs.constants.O_RDONLY; // the two lowest bits are the access mode
  return typeof flags !== 'string' || /^(r|rs|sr)$/.test(flags);
}

/** The loader finds modules that are named without their extension. */
function resolveModules(layers: string): void {
  const internals = Module as unknown as { _resolveFilename(request: unknown, ...rest: unknown[]): string };
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    try {
      return original.call(this, placeInLayers(request, layers) ?? request, ...rest);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      return original.call(this, request, ...rest);
    }
  };
}
