import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Announcements } from './announcements';
import type { ReadyNote } from './ready-note';
import { UsageError } from './usage-error';

/**
 * The file with everything that other programs need to know. It exists only when it is complete, because they wait for
 * it, and only while it is correct.
 */
export class ReadyFile implements Announcements {
  private note: ReadyNote | undefined;

  /**
   * Removes the file of an earlier run.
   *
   * @param others receives the same announcements after the file is written
   * @throws UsageError if the file can't be written there
   */
  public constructor(
    private readonly path: string,
    private readonly others: Announcements,
  ) {
    check(path);
    rmSync(path, { force: true });
  }

  public ready(note: ReadyNote): void {
    this.write(note);
    this.others.ready(note);
  }

  public deployed(outputs: ReadyNote['outputs']): void {
    if (this.note) this.write({ ...this.note, outputs });
    this.others.deployed(outputs);
  }

  public notDeployed(message: string): void {
    this.others.notDeployed(message);
  }

  /** Removes the file, unless another run has started to use it. */
  public end(): void {
    const { note } = this;
    this.note = undefined;
    if (note && contentOf(this.path) === textOf(note)) rmSync(this.path, { force: true });
  }

  private write(note: ReadyNote): void {
    const unfinished = unfinishedFile(this.path);
    writeFileSync(unfinished, textOf(note), { mode: 0o600 });
    renameSync(unfinished, this.path);
    this.note = note;
  }
}

function check(path: string): void {
  try {
    const unfinished = unfinishedFile(path);
    writeFileSync(unfinished, '', { mode: 0o600 });
    rmSync(unfinished);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
  } catch (error) {
    const [reason] = (error as Error).message.split(','); // the rest repeats the call and another path
    throw new UsageError(`--ready-file must name a file that can be written, got '${path}': ${reason}`);
  }
}

function textOf(note: ReadyNote): string {
  return `${JSON.stringify(note, undefined, 2)}\n`;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // someone has removed it
  }
}

function unfinishedFile(path: string): string {
  return `${path}.${process.pid}`;
}
