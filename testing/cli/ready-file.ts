import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from './usage-error';

/** What a program that starts the command has to know, in the form that version 1 has. */
export interface ReadyNote {
  readonly endpoint: string;
  /** Variables for AWS SDKs. */
  readonly environment: Readonly<Record<string, string>>;
  /** The HTTP interface for observation and control, and the token that its requests carry. */
  readonly control: { readonly url: string; readonly token: string };
  /** The page of the inspector. */
  readonly inspector?: string;
  /** The outputs of the stacks, by stack. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

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
  writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...note }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

function unfinishedFile(path: string): string {
  return `${path}.${process.pid}`;
}
