import { fstatSync, readdirSync, statSync, watch, type FSWatcher, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { WatchRules } from './watch-rules';

/** Changes that are no further apart than this many milliseconds are one. */
const PAUSE = 100;

/** Tells which files of a folder change, and of those in it: only what the rules say, and nothing that this process writes. */
export class WatchedFolder {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly changed = new Set<string>();
  private readonly own = new Set([1, 2].flatMap((descriptor) => identitiesOf(fstatSync(descriptor))));
  private timer: NodeJS.Timeout | undefined;

  public constructor(
    private readonly root: string,
    private readonly rules: WatchRules,
    private readonly onChange: (paths: readonly string[]) => void,
  ) {
    this.add(root);
  }

  /** The folder itself, and the folders in it that are watched. */
  public get folders(): string[] {
    return [...this.watchers.keys()];
  }

  public close(): void {
    clearTimeout(this.timer);
    for (const folder of this.folders) this.remove(folder);
  }

  private add(folder: string): void {
    if (this.watchers.has(folder)) return;
    try {
      const watcher = watch(
        folder,
        { persistent: false },
        (_event, name) => name !== null && this.notice(join(folder, name)),
      );
      watcher.on('error', () => this.remove(folder));
      this.watchers.set(folder, watcher);
      if (this.rules.isFlat) return;
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !this.rules.isExcluded(this.nameOf(path))) this.add(path);
      }
    } catch (error) {
      this.remove(folder);
      const isGone = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isGone) throw error;
    }
  }

  private remove(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }

  private notice(path: string): void {
    const name = this.nameOf(path);
    if (this.rules.isExcluded(name)) return;
    const stats = statSync(path, { throwIfNoEntry: false });
    const isFolder = stats?.isDirectory() ?? this.watchers.has(path);
    if (isFolder ? this.rules.isFlat : !this.rules.isIncluded(name) || this.isOwn(stats)) return;
    if (stats?.isDirectory()) this.add(path);
    if (!stats) this.remove(path);
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
    this.onChange(paths);
  }

  /** As the rules know it. */
  private nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }
}

/** What a file is, whatever it is called: the output of this process may go to a file of the folder. */
function identitiesOf(stats: Stats): string[] {
  return stats.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
}
