import { commentsOf } from './comments';
import { code, table } from './markdown';

/** The ways in which a call can fail, and the calls that they can apply to. */
export function faultOptions(): string {
  const comments = commentsOf('testing/emulator/faults.ts', 'FaultOptions');
  const rows = [...comments].map(([name, comment]) => {
    const byDefault = comment.default?.replace(/^- /, '').replace(/^(\d+|false)$/, '`$1`') ?? 'required';
    return [code(name), comment.text, byDefault];
  });
  return table(['option', 'what it does', 'default'], rows);
}
