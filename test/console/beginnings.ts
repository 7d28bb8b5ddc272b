import { cpSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beginsApp, planOf } from './plan';

/** Apps as the pages begin them. A page that begins alike goes on with a copy. */
export class Beginnings {
  private readonly blocks: readonly string[];
  private readonly kept = new Map<string, { readonly copy: string; readonly folder: string }>();

  public constructor(
    private readonly root: string,
    followed: readonly string[],
  ) {
    this.blocks = followed.map(beginningOf);
  }

  /** Keeps what a page has begun, if a page will ask for it. */
  public keep(text: string, empty: string, folder: string): void {
    const isWanted = this.blocks.filter((block) => block.startsWith(text)).length > 1;
    if (!isWanted || this.kept.has(text)) return;
    const copy = join(this.root, String(this.kept.size));
    cpSync(empty, copy, { recursive: true, verbatimSymlinks: true });
    this.kept.set(text, { copy, folder: relative(empty, folder) });
  }

  /** Copies what has been done of a block. */
  public take(text: string, empty: string): { readonly folder: string; readonly rest: string } {
    const [done, kept] = [...this.kept].find(([block]) => text.startsWith(block)) ?? [];
    if (done === undefined || kept === undefined) return { folder: empty, rest: text };
    cpSync(kept.copy, empty, { recursive: true, verbatimSymlinks: true });
    return { folder: join(empty, kept.folder), rest: text.slice(done.length) };
  }
}

function beginningOf(page: string): string {
  const commands = planOf(page).flatMap((step) => (step.kind === 'run' ? [step.text] : []));
  return commands.find(beginsApp) ?? '';
}
