import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { matcherOf } from './glob';
import { isObject } from '../../inputs';

/** Which files of a folder count, by their paths in it, with slashes. */
export interface WatchRules {
  /** Whether a file counts that is not excluded. */
  readonly isIncluded: (path: string) => boolean;
  /** Whether a file, or a folder with all that is in it, is left out. */
  readonly isExcluded: (path: string) => boolean;
  /**
   * Whether the folders in the folder do not count.
   * @default false
   */
  readonly isFlat?: boolean;
}

/**
 * What `cdk watch` leaves out whatever the settings say, without the folder of `output`.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-watch.html
 */
const NEVER = ['**/.*', '**/.*/**', '**/node_modules/**'];

/** What programs write beside the sources of an app, also while it is synthesized. */
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
 * What an app is made of: the files of its folder that `watch` in `cdk.json` includes, as for `cdk watch`, or all; without
 * what programs write. The code of functions counts whatever the settings say: `cdk init` excludes all JavaScript, because a
 * compiler writes it.
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

/** What the command itself writes into a folder, if anything, is no change: the file, and what it is called while it is written. */
export function withoutReadyFile(rules: WatchRules, folder: string, readyFile?: string): WatchRules {
  if (readyFile === undefined) return rules;
  const own = relative(folder, resolve(readyFile)).split(sep).join('/');
  const names = [own, `${own}.${process.pid}`];
  return { ...rules, isExcluded: (path) => names.includes(path) || rules.isExcluded(path) };
}

/** Everything, such as the files of a cloud assembly. */
export const allFiles: WatchRules = { isIncluded: () => true, isExcluded: () => false };

/** What a module and those that it imports are made of. */
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
