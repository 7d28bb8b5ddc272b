import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { matcherOf } from './glob';
import { isObject } from '../../inputs';

/** The files of a folder to watch, by their relative paths, with slashes. */
export interface WatchRules {
  /** Whether to watch a file that is not excluded. */
  readonly isIncluded: (path: string) => boolean;
  /** Whether to ignore a file, or a folder with everything in it. */
  readonly isExcluded: (path: string) => boolean;
  /**
   * Whether to ignore subfolders.
   * @default false
   */
  readonly isFlat?: boolean;
}

/**
 * The files that `cdk watch` always ignores, whatever the settings, except for the folder of `output`.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-watch.html
 */
const NEVER = ['**/.*', '**/.*/**', '**/node_modules/**'];

/** Files that programs write next to the sources of an app, even while it is synthesized. */
const OUTPUT = [
  '**/cdk.out',
  '**/*.log',
  '**/*.{tmp,swp,pyc}',
  '**/*~',
  '**/__pycache__',
  'coverage',
  'target',
  '**/{bin,obj}/{Debug,Release}',
];

/**
 * The sources of an app: the files of its folder that `watch` in `cdk.json` includes, as for `cdk watch`, or else all;
 * without files that programs write. The code of functions is watched whatever the settings: `cdk init` excludes all
 * JavaScript, because a compiler writes it.
 *
 * @param isCode whether functions run the file at a path
 * @throws Error if `cdk.json` cannot be read
 */
export function appFiles(folder: string, isCode: (path: string) => boolean): WatchRules {
  const { watch, output } = settingsIn(join(folder, 'cdk.json'));
  const { include, exclude } = isObject(watch) ? watch : {};
  const isIncluded = matcherOf(patternsOf(include, ['**']));
  const isExcluded = matcherOf(patternsOf(exclude, []));
  const isOutput = matcherOf([...patternsOf(output, []), ...NEVER, ...OUTPUT]);
  return {
    isIncluded: (path) => isIncluded(path) || isCode(join(folder, path)),
    isExcluded: (path) => isOutput(path) || (isExcluded(path) && !isCode(join(folder, path))),
  };
}

/** Ignores the command's own ready file, if it is in the folder, under its final and its temporary name. */
export function withoutReadyFile(rules: WatchRules, folder: string, readyFile?: string): WatchRules {
  if (readyFile === undefined) return rules;
  const own = relative(folder, resolve(readyFile)).split(sep).join('/');
  const names = [own, `${own}.${process.pid}`];
  return { ...rules, isExcluded: (path) => names.includes(path) || rules.isExcluded(path) };
}

/** All files, for example those of a cloud assembly. */
export const allFiles: WatchRules = { isIncluded: () => true, isExcluded: () => false };

/** The sources of a module and of its imports. */
export const moduleFiles: WatchRules = {
  isIncluded: matcherOf(['**/*.{js,mjs,cjs,json,ts,mts,cts,py}']),
  isExcluded: matcherOf([...NEVER, ...OUTPUT]),
};

function settingsIn(path: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(settings) ? settings : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`--watch: 'cdk.json' must be JSON, got ${(error as Error).message}`);
  }
}

/** One pattern, or a list of them. */
function patternsOf(setting: unknown, otherwise: readonly string[]): readonly string[] {
  const patterns = (Array.isArray(setting) ? setting : [setting]).filter((one) => typeof one === 'string');
  return patterns.length > 0 ? patterns : otherwise;
}
