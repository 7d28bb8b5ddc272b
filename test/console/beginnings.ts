import { cpSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beginsApp, planOf } from './plan';

/** Apps in the state that pages create first. A page with the same beginning continues with a copy. */
export class Beginnings {
  private readonly blocks: readonly string[];
  private readonly kept = new Map<string, { readonly copy: string; readonly folder: string }>();

  public constructor(
    private readonly root: string,
    followed: readonly string[],
  ) {
    this.blocks = followed.map(beginningOf);
  }

  /** Keeps the result of a page's first commands, if another page can use it. */
  public keep(text: string, empty: string, folder: string): void {
    const isWanted = this.blocks.filter((block) => block.startsWith(text)).length > 1;
    if (!isWanted || this.kept.has(text)) return;
    const copy = join(this.root, String(this.kept.size));
    cpSync(empty, copy, { recursive: true, verbatimSymlinks: true });
    this.kept.set(text, { copy, folder: relative(empty, folder) });
  }

  /** Copies the result of a block's first commands, as far as there is one. */
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
