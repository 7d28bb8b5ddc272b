import { commentsOf } from './comments';
import { code, table } from './markdown';
import { BEHAVIORS } from '../../testing/emulator/behavior/behaviors';
import type { Behavior } from '../../testing/emulator/behavior/kinds';

/** The behavior that AWS does not document: for each one, its possible values, and its value in each preset. */
export function behaviors(): string {
  const comments = commentsOf('testing/emulator/behavior/behaviors.ts', 'BEHAVIORS');
  const rows = Object.entries<Behavior<string | number>>(BEHAVIORS).map(([name, behavior]) => {
    const comment = comments.get(name);
    if (!comment?.text) throw new Error(`the behavior '${name}' must have a comment`);
    const because = /^(?:'[^']*'|\d+) - (.*)$/.exec(comment.default ?? '')?.[1];
    const text = because === undefined ? comment.text : `${comment.text} Why this default: ${because}.`;
    return [code(name), settings(behavior), presets(behavior), text];
  });
  return table(['behavior', 'settings', 'in the presets', 'what it is'], rows);
}

function settings({ choices }: Behavior<string | number>): string {
  return choices?.map((choice) => code(String(choice))).join(', ') ?? 'a number from 0';
}

function presets({ likely, strict, lenient }: Behavior<string | number>): string {
  const others = Object.entries({ strict, lenient }).filter(([, value]) => value !== likely);
  return [code(String(likely)), ...others.map(([name, value]) => `${name}: ${code(String(value))}`)].join(
    '; ',
  );
}
