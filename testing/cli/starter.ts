import { spawnSync } from 'node:child_process';
import { fstatSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** How often to check whether the program is still running, in milliseconds. */
const INTERVAL = 500;

const SHELL = /^-?(?:sh|dash|bash|zsh|fish|ksh|tcsh|csh|busybox|pwsh)$/;

/** A tool that runs commands for another program, by the name of its process or script. */
const RUNNER = /^(?:p?np[mx]|yarn(?:pkg)?)(?:[-. ].*)?$/;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** The command that it runs, by file names or by the title that it sets for itself. */
  readonly command: readonly string[];
  /** When it started, if the system reports it: another process may reuse the id of one that has ended. */
  readonly start?: string;
}

/**
 * Calls back when the program that started this command is gone, because it closed the pipe to standard input or has
 * ended. Shells do not count: commands can outlive them, and Ctrl+C and closed terminals send signals.
 *
 * @returns a function that stops watching
 */
export function whenStarterEnds(callback: () => void): () => void {
  const stops = [whenInputEnds(callback), whenProcessEnds(starter(), callback)];
  return () => stops.forEach((stop) => stop());
}

/** A pipe that is at its end from the start means nothing: some programs close it at once. */
function whenInputEnds(callback: () => void): () => void {
  const { stdin } = process;
  if (!isPipe(0)) return () => {};
  let turns = 10; // turns of the event loop, each of which reads: a long blocking start leaves input unread
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
 * The program, unless it is a shell or the first process, such as that of a container; then `undefined`. npm, npx, and
 * similar tools are skipped, along with the shell that they use: they only run the command for another program.
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

/** @throws if the process does not exist, or there is no `/proc` */
function statusOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, name, rest] = /\((.*)\) (.*)/s.exec(text)!;
  const fields = rest!.split(' ');
  return { name: name!, state: fields[0]!, parent: Number(fields[1]), start: fields[19] };
}

/** A process that has ended stays as a zombie until its parent collects it. */
function isAlive({ pid, start }: Process): boolean {
  try {
    if (start === undefined) return process.kill(pid, 0);
    const now = statusOf(pid);
    return now.start === start && !['Z', 'X'].includes(now.state);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
