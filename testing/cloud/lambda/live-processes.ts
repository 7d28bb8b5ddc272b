import type { ChildProcess } from 'node:child_process';
import { forget, watch } from '../../watchdog';

/**
 * The processes that must end with this one. A function's host ends when the channel to its parent closes, but not
 * while a handler keeps it too busy to notice.
 */
const live = new Set<ChildProcess>();

export function endWithThisProcess(child: ChildProcess): void {
  if (live.size === 0) process.on('exit', killAll);
  live.add(child);
  if (child.pid !== undefined) watch(String(child.pid));
}

/** Call this when a process has ended: its id may soon be that of another process. */
export function hasEnded(child: ChildProcess): void {
  if (!live.delete(child)) return;
  forget(String(child.pid));
  if (live.size === 0) process.off('exit', killAll);
}

function killAll(): void {
  for (const child of live) child.kill('SIGKILL');
}
