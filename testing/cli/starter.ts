import { spawnSync } from 'node:child_process';
import { fstatSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** How often to look whether the program is still there, in milliseconds. */
const INTERVAL = 500;

const SHELL = /^-?(?:sh|dash|bash|zsh|fish|ksh|tcsh|csh|busybox|pwsh)$/;

interface Ancestor {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/**
 * Calls back when the program that started this command is gone: when it closed the pipe that is the standard input, or has
 * ended. A shell is none: what it starts can outlive it, and Ctrl+C and a terminal that is closed send signals.
 *
 * @returns a function that ends it
 */
export function whenStarterEnds(callback: () => void): () => void {
  const stops = [whenInputEnds(callback), whenProcessEnds(starter(), callback)];
  return () => stops.forEach((stop) => stop());
}

/** A pipe that is at its end from the beginning says nothing: some programs close it at once. */
function whenInputEnds(callback: () => void): () => void {
  const { stdin } = process;
  if (!isPipe(0)) return () => {};
  let turns = 10; // of the event loop, each of which reads: a start that blocks for long leaves what is to be read unread
  const begun = setInterval(() => {
    if (--turns > 0) return;
    clearInterval(begun);
    stdin.on('end', callback);
  }, INTERVAL / turns).unref();
  stdin
    .on('error', () => {})
    .resume()
    .unref();
  return () => {
    clearInterval(begun);
    stdin.destroy();
  };
}

function isPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false; // it is closed
  }
}

function whenProcessEnds(pid: number | undefined, callback: () => void): () => void {
  if (pid === undefined) return () => {};
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    callback();
  }, INTERVAL).unref();
  return () => clearInterval(timer);
}

/** The program, unless it is a shell; `undefined` as well if it is the first process, such as of a container. */
function starter(): number | undefined {
  const parent = ancestorOf(process.ppid);
  const program = isNpmShell(parent) ? ancestorOf(ancestorOf(parent!.parent)!.parent) : parent;
  return program && !SHELL.test(program.name) ? program.pid : undefined;
}

/** npm and npx run a command by a shell: neither is the program that wants it. */
function isNpmShell(parent: Ancestor | undefined): boolean {
  if (process.env.npm_command === undefined || !parent || !SHELL.test(parent.name)) return false;
  return /^(npm|npx|node)\b/.test(ancestorOf(parent.parent)?.name ?? '');
}

function ancestorOf(pid: number): Ancestor | undefined {
  if (pid <= 1) return undefined;
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
    return { pid, name: name!, parent: Number(parent) };
  } catch {
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, path] = /^\s*(\d+)\s+(.+)/.exec(stdout ?? '') ?? [];
    return path === undefined ? undefined : { pid, name: basename(path.trim()), parent: Number(parent) };
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
