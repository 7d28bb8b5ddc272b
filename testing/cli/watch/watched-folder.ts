import {
  fstatSync,
  readdirSync,
  statSync,
  watch,
  type FSWatcher,
  type Stats,
  type WatchEventType,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { WatchRules } from './watch-rules';

/** Changes that are no further apart than this many milliseconds are one. */
const PAUSE = 100;

/** What to call back. */
export interface WatchListener {
  /** Takes the paths of what has changed. */
  readonly onChange: (paths: readonly string[]) => void;
  /** Takes a line about folders that cannot be watched: one for each reason. */
  readonly onProblem: (text: string) => void;
}

/**
 * Tells which files of a folder change, and of those in it: only what the rules say, and nothing that this process writes.
 * Each folder may be removed and made again, also the outermost one, which need not be there yet.
 */
export class WatchedFolder {
  private readonly root: string;
  private readonly watchers = new Map<string, FSWatcher>();
  private above: FSWatcher[] = [];
  private identity: string | undefined;
  private readonly changed = new Set<string>();
  private readonly own = new Set([1, 2].flatMap((descriptor) => identitiesOf(fstatSync(descriptor))));
  private readonly problems = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  public constructor(
    root: string,
    private readonly rules: WatchRules,
    private readonly listener: WatchListener,
  ) {
    this.root = resolve(root);
    this.begin();
  }

  /** The folder itself, and the folders in it that are watched. */
  public get folders(): string[] {
    return [...this.watchers.keys()];
  }

  public close(): void {
    clearTimeout(this.timer);
    this.remove(this.root);
    for (const watcher of this.above.splice(0)) watcher.close();
  }

  /** Each folder is watched before what is in it is looked at, so that nothing is missed. */
  private begin(): void {
    for (const watcher of this.above.splice(0)) watcher.close();
    for (const path of pathsTo(this.root)) {
      try {
        this.above.push(
          watchFolder(
            dirname(path),
            (event, name) => event === 'rename' && name === basename(path) && this.renew(),
          ),
        );
      } catch {
        // it is not there, or not for us to read
      }
    }
    this.identity = folderIdentity(this.root);
    this.add(this.root);
  }

  /** Watches the folder that exists now. If there is none, reports one that is created later. */
  private renew(): void {
    const identity = folderIdentity(this.root);
    if (identity !== undefined && identity === this.identity) return; // word of what was there from the beginning
    this.remove(this.root);
    this.begin();
    if (this.watchers.has(this.root)) this.note(this.root);
  }

  private add(folder: string): void {
    if (this.watchers.has(folder)) return;
    try {
      const watcher = watchFolder(folder, (event, name) => this.notice(event, join(folder, name)));
      watcher.on('error', () => this.remove(folder));
      this.watchers.set(folder, watcher);
      if (this.rules.isFlat) return;
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !this.rules.isExcluded(this.nameOf(path))) this.add(path);
      }
    } catch (error) {
      this.remove(folder);
      this.tellProblem(folder, error as NodeJS.ErrnoException);
    }
  }

  /** With those in it, which are gone as well. */
  private remove(folder: string): void {
    if (!this.watchers.has(folder)) return;
    for (const [path, watcher] of this.watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      this.watchers.delete(path);
    }
  }

  private notice(event: WatchEventType, path: string): void {
    const name = this.nameOf(path);
    if (this.rules.isExcluded(name)) return;
    const stats = statsOf(path);
    const isFolder = stats?.isDirectory() ?? this.watchers.has(path);
    if (isFolder ? this.rules.isFlat : !this.rules.isIncluded(name) || this.isOwn(stats)) return;
    if (event === 'rename') this.remove(path); // a folder that is there now is another one
    if (stats?.isDirectory()) this.add(path);
    this.note(path);
  }

  private note(path: string): void {
    this.changed.add(path);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), PAUSE);
  }

  private isOwn(stats: Stats | undefined): boolean {
    return stats !== undefined && identitiesOf(stats).some((identity) => this.own.has(identity));
  }

  private tell(): void {
    const paths = [...this.changed];
    this.changed.clear();
    this.listener.onChange(paths);
  }

  /** A folder that is not there is none: it may be removed while it is looked at. */
  private tellProblem(folder: string, { code = '', message }: NodeJS.ErrnoException): void {
    if (['ENOENT', 'ENOTDIR'].includes(code) || this.problems.has(code)) return;
    this.problems.add(code);
    const [reason] = message.split(','); // what follows is the call and the path once more
    this.listener.onProblem(`changes in some folders are not detected, such as in '${folder}': ${reason}`);
  }

  /** As the rules know it. */
  private nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }
}

function watchFolder(folder: string, listener: (event: WatchEventType, name: string) => void): FSWatcher {
  return watch(folder, { persistent: false }, (event, name) => name !== null && listener(event, name)).on(
    'error',
    () => {}, // it is gone
  );
}

/**
 * The folder, after those above it that may be made again with it: those of the project, without its own folder. Of a folder
 * elsewhere, only itself.
 */
function pathsTo(root: string): string[] {
  const project = process.cwd();
  const way = relative(project, root);
  if (way === '') return [];
  const steps = way.split(sep);
  if (steps[0] === '..' || isAbsolute(way)) return [root];
  return steps.map((_, index) => join(project, ...steps.slice(0, index + 1)));
}

/** What is there, if anything: a link that leads nowhere is nothing. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Which folder is there, if any: the system may use a number again at once. */
function folderIdentity(path: string): string | undefined {
  const stats = statsOf(path);
  return stats && `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}

/** What a file is, whatever it is called: the output of this process may go to a file of the folder. */
function identitiesOf(stats: Stats): string[] {
  return stats.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
}
