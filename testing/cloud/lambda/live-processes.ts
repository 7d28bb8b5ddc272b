import type { ChildProcess } from 'node:child_process';
import { forget, watch } from '../../watchdog';

/**
 * The processes that end with this one. A function's host ends when the channel to its parent closes, but a handler that
 * keeps it busy also keeps it from seeing that.
 */
const live = new Set<ChildProcess>();

export function endWithThisProcess(child: ChildProcess): void {
  if (live.size === 0) process.on('exit', killAll);
  live.add(child);
  if (child.pid !== undefined) watch(String(child.pid));
}

/** To be called when a process has ended: its id may soon be that of another. */
export function hasEnded(child: ChildProcess): void {
  if (!live.delete(child)) return;
  forget(String(child.pid));
  if (live.size === 0) process.off('exit', killAll);
}

function killAll(): void {
  for (const child of live) child.kill('SIGKILL');
}
