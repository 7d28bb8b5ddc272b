import { renameSync, writeFileSync } from 'node:fs';

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

/** The file is there as a whole, or not at all: others wait for it. */
export function writeReadyFile(path: string, note: ReadyNote): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...note }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
