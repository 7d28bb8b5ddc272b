import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { COMPILED, compiledModule } from './compiled-module';
import { UsageError } from './usage-error';
import { moduleFiles, type WatchRules } from './watch';
import { codeInPlace, type FunctionCode } from '../cloud/lambda';

/** How a local module runs as a function. */
export interface ModuleProgram {
  readonly runtime: string;
  readonly handler: string;
  readonly code: FunctionCode;
  /** The folders of its files. */
  readonly folders: readonly string[];
  /** Selects the files of these folders that belong to it. */
  readonly rules: WatchRules;
}

/** By the extension of the module's file name. */
const LANGUAGES: Readonly<Record<string, (path: string) => ModuleProgram>> = {
  '.js': javaScript,
  '.mjs': javaScript,
  '.cjs': javaScript,
  '.ts': typeScript,
  '.mts': typeScript,
  '.cts': typeScript,
  '.py': python,
};

/**
 * How to run the module at a path; its handler must be named `handler`.
 *
 * @throws UsageError if the module does not exist, or can't run on this machine
 */
export function moduleProgram(module: string): ModuleProgram {
  const programOf = LANGUAGES[extname(module)];
  if (!programOf) {
    throw new UsageError(
      `--function: the module must be a JavaScript, TypeScript or Python file, got '${module}'`,
    );
  }
  if (!existsSync(module)) throw new UsageError(`--function: there is no module '${module}'`);
  return programOf(module);
}

function javaScript(path: string): ModuleProgram {
  return inPlace(path, 'nodejs22.x');
}

function python(path: string): ModuleProgram {
  const isInstalled = (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => ['python3', 'python3.exe'].some((name) => existsSync(join(folder, name))));
  if (isInstalled) return inPlace(path, 'python3.13');
  throw new UsageError(
    `--function: '${path}' must be run by python3, which is not on PATH: install Python 3`,
  );
}

/** Names the handler with the file's extension, so that no other file with the same base name is loaded. */
function inPlace(path: string, runtime: string): ModuleProgram {
  const folder = dirname(resolve(path));
  const isInProject = !relative(process.cwd(), folder).startsWith('..');
  return {
    runtime,
    handler: `${basename(path)}.handler`,
    code: codeInPlace(folder),
    folders: [folder],
    rules: isInProject ? moduleFiles : ONE_FOLDER, // elsewhere, unrelated files may surround it
  };
}

/** The files of one folder. */
export const ONE_FOLDER: WatchRules = { ...moduleFiles, isFlat: true };

function typeScript(path: string): ModuleProgram {
  const { code, inputs } = compiledModule(path);
  const own = inputs.filter((input) => !input.split(sep).includes('node_modules'));
  return {
    runtime: 'nodejs22.x',
    handler: `${COMPILED}.handler`,
    code,
    folders: [...new Set(own.map((input) => dirname(input)))],
    rules: ONE_FOLDER,
  };
}
