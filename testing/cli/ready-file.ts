import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ReadyNote } from './ready-note';
import { UsageError } from './usage-error';

/** @throws UsageError if no file can be written there */
export function checkReadyFile(path: string): void {
  try {
    const unfinished = unfinishedFile(path);
    writeFileSync(unfinished, '', { mode: 0o600 });
    rmSync(unfinished);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
  } catch (error) {
    const [reason] = (error as Error).message.split(','); // what follows is the call and another path
    throw new UsageError(`--ready-file must name a file that can be written, got '${path}': ${reason}`);
  }
}

/** The file is there as a whole, or not at all: others wait for it. */
export function writeReadyFile(path: string, note: ReadyNote): void {
  const unfinished = unfinishedFile(path);
  writeFileSync(unfinished, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

function unfinishedFile(path: string): string {
  return `${path}.${process.pid}`;
}
