import { spawn, type ChildProcess } from 'node:child_process';

/**
 * A shell that tracks processes and folders that must not outlive this process: it reads `+` or `-`, followed by a
 * process id or a folder path. When the pipe closes, because this process has ended for any reason, it ends those
 * processes and removes those folders.
 */
const PROGRAM = [
  "trap '' HUP INT TERM",
  'set -f',
  "IFS='\n'",
  'list=',
  'while read -r line; do',
  '  thing=${line#?}',
  '  kept=',
  '  for one in $list; do [ "$one" = "$thing" ] || kept="$kept$IFS$one"; done',
  '  case $line in +*) kept="$kept$IFS$thing" ;; esac',
  '  list=$kept',
  'done',
  'for thing in $list; do case $thing in /*) ;; *) kill -9 "$thing" ;; esac; done',
  'for thing in $list; do case $thing in /*) rm -rf "$thing" ;; esac; done',
].join('\n');

const watched = new Set<string>();
let shell: ChildProcess | undefined;

/**
 * Ends a process or removes a folder if this process is killed and can't do so itself. Not on Windows, which has no
 * such shell.
 *
 * @param thing the id of a process, or the path of a folder
 */
export function watch(thing: string): void {
  if (process.platform === 'win32') return;
  watched.add(thing);
  shell ??= start();
  shell.stdin?.write(`+${thing}\n`);
}

/** Stops watching a process that has ended or a folder that is gone; the shell ends with the last of them. */
export function forget(thing: string): void {
  if (!watched.delete(thing)) return;
  if (watched.size > 0) {
    shell?.stdin?.write(`-${thing}\n`);
    return;
  }
  shell?.stdin?.end(`-${thing}\n`);
  shell = undefined;
}

/** Runs in its own session, so that no terminal signal reaches it, and doesn't keep this process alive. */
function start(): ChildProcess {
  const started = spawn('sh', ['-c', PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  started.on('error', () => {}); // without a shell, only a killed process leaves anything behind
  started.stdin.on('error', () => {});
  started.unref();
  (started.stdin as { unref?(): void }).unref?.();
  return started;
}
