import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { CodeSource } from './code-source';

/** Code that is a copy of a folder (`Code.fromAsset`), perhaps without some of its files. */
export class CopiedCode implements CodeSource {
  /**
   * The folder that code is a copy of. If several folders are identical, it could be any of them, so it counts as none.
   */
  public static find(code: string, folders: readonly string[]): CopiedCode | undefined {
    const files = filesIn(code);
    if (files.length === 0) return undefined;
    const [folder, second] = folders.filter((one) =>
      files.every((file) => isSame(join(code, file), join(one, file))),
    );
    return folder === undefined || second !== undefined ? undefined : new CopiedCode(folder, new Set(files));
  }

  private constructor(
    private readonly folder: string,
    /** By their paths in the folder. */
    private readonly files: ReadonlySet<string>,
  ) {}

  public isMadeOf(path: string): boolean {
    return this.files.has(relative(this.folder, path));
  }

  public isCurrent(path: string, code: string): boolean {
    return isSame(path, join(code, relative(this.folder, path)));
  }

  public update(code: string, changed: readonly string[]): void {
    for (const path of changed) cpSync(path, join(code, relative(this.folder, path)));
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).includes('node_modules'));
}

/** A file that is being replaced right now counts as different. */
function isSame(one: string, other: string): boolean {
  try {
    return statSync(other).size === statSync(one).size && readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
