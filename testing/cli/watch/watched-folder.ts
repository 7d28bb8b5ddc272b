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

/** Changes within this many milliseconds of each other count as one. */
const PAUSE = 100;

/** The callbacks of a watched folder. */
export interface WatchListener {
  /** Receives the paths of all changes. */
  readonly onChange: (paths: readonly string[]) => void;
  /** Receives a line about folders that can't be watched, once for each reason. */
  readonly onProblem: (text: string) => void;
}

/**
 * Reports changes to the files of a folder and its subfolders that the rules select, except those that this process
 * writes. Every folder can be removed and created again, even the outermost one, which does not have to exist yet.
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

  /** The folder itself, and its subfolders that are watched. */
  public get folders(): string[] {
    return [...this.watchers.keys()];
  }

  public close(): void {
    clearTimeout(this.timer);
    this.remove(this.root);
    for (const watcher of this.above.splice(0)) watcher.close();
  }

  /** Watches each folder before reading it, so that no change is missed. */
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
        // it doesn't exist, or we may not read it
      }
    }
    this.identity = folderIdentity(this.root);
    this.add(this.root);
  }

  /** Watches the folder that exists now. If there is none, reports one that is created later. */
  private renew(): void {
    const identity = folderIdentity(this.root);
    if (identity !== undefined && identity === this.identity) return; // a late event about the folder that already existed
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

  /** Includes its subfolders, which are gone as well. */
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
    if (event === 'rename') this.remove(path); // if there is a folder now, it is a different one
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

  /** A missing folder is not a problem: it may be removed while we read it. */
  private tellProblem(folder: string, { code = '', message }: NodeJS.ErrnoException): void {
    if (['ENOENT', 'ENOTDIR'].includes(code) || this.problems.has(code)) return;
    this.problems.add(code);
    const [reason] = message.split(','); // the rest repeats the call and the path
    this.listener.onProblem(`changes in some folders are not detected, such as in '${folder}': ${reason}`);
  }

  /** The relative path that the rules expect. */
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
 * The folder, and the folders above it that may be recreated along with it: those within the project, without the
 * project folder. For a folder elsewhere, only the folder itself.
 */
function pathsTo(root: string): string[] {
  const project = process.cwd();
  const way = relative(project, root);
  if (way === '') return [];
  const steps = way.split(sep);
  if (steps[0] === '..' || isAbsolute(way)) return [root];
  return steps.map((_, index) => join(project, ...steps.slice(0, index + 1)));
}

/** The file or folder, if it exists: a dangling link counts as missing. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Identifies the current folder, if any; the inode number alone is not enough, because the system may reuse it at once.
 */
function folderIdentity(path: string): string | undefined {
  const stats = statsOf(path);
  return stats && `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}

/** Identifies a file whatever its name: this process may write its output to a file in the folder. */
function identitiesOf(stats: Stats): string[] {
  return stats.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
}
