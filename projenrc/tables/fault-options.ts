import { commentsOf } from './comments';
import { code, table } from './markdown';

/** What can go wrong with a call, and which calls. */
export function faultOptions(): string {
  const comments = commentsOf('testing/emulator/faults.ts', 'FaultOptions');
  const rows = [...comments].map(([name, comment]) => {
    const byDefault = comment.default?.replace(/^- /, '').replace(/^(\d+|false)$/, '`$1`') ?? 'required';
    return [code(name), comment.text, byDefault];
  });
  return table(['option', 'what it does', 'default'], rows);
}
