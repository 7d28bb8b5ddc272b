import { spawnSync } from 'node:child_process';
import { fstatSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** How often to look whether the program is still there, in milliseconds. */
const INTERVAL = 500;

const SHELL = /^-?(?:sh|dash|bash|zsh|fish|ksh|tcsh|csh|busybox|pwsh)$/;

/** What runs a command for somebody else, as the name of a process or of its script. */
const RUNNER = /^(?:p?np[mx]|yarn(?:pkg)?)(?:[-. ].*)?$/;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** What it runs, by file names or by the title that it gives itself. */
  readonly command: readonly string[];
  /** When it started, where the system tells: another process may get the number of one that has ended. */
  readonly start?: string;
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

function whenProcessEnds(started: Process | undefined, callback: () => void): () => void {
  if (!started) return () => {};
  const timer = setInterval(() => {
    if (isAlive(started)) return;
    clearInterval(timer);
    callback();
  }, INTERVAL).unref();
  return () => clearInterval(timer);
}

/**
 * The program, unless it is a shell; `undefined` as well if it is the first process, such as of a container. npm, npx and
 * their like are not the program that wants the command, and neither is the shell by which they run it.
 */
function starter(): Process | undefined {
  let program = processOf(process.ppid);
  while (program) {
    const runner = isShell(program) ? processOf(program.parent) : program;
    if (!runner || !isRunner(runner)) break;
    program = processOf(runner.parent);
  }
  return program && !isShell(program) ? program : undefined;
}

function isShell({ name }: Process): boolean {
  return SHELL.test(name);
}

function isRunner({ command: [program = '', script = ''] }: Process): boolean {
  return RUNNER.test(program) || (program === 'node' && RUNNER.test(script));
}

function processOf(pid: number): Process | undefined {
  if (pid <= 1) return undefined;
  try {
    const { name, parent, start } = statusOf(pid);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .map((argument) => basename(argument));
    return { pid, parent, name, command, start };
  } catch {
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, line] = /^\s*(\d+)\s+(.+)/.exec(stdout ?? '') ?? [];
    if (line === undefined) return undefined;
    const command = line
      .trim()
      .split(' ')
      .map((argument) => basename(argument));
    return { pid, parent: Number(parent), name: command[0]!, command };
  }
}

/** @throws if there is no such process, or no `/proc` */
function statusOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, name, rest] = /\((.*)\) (.*)/s.exec(text)!;
  const fields = rest!.split(' ');
  return { name: name!, state: fields[0]!, parent: Number(fields[1]), start: fields[19] };
}

/** One that has ended, and that nobody has asked about, is a zombie. */
function isAlive({ pid, start }: Process): boolean {
  try {
    if (start === undefined) return process.kill(pid, 0);
    const now = statusOf(pid);
    return now.start === start && !['Z', 'X'].includes(now.state);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
