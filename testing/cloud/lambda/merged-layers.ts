import { TemporaryFolder, type FunctionCode } from './function-code';
import { mergeFolders } from './merge-folders';

interface Merged {
  readonly layers: readonly FunctionCode[];
  readonly content: FunctionCode;
  /** The versions that use the folder. */
  readonly users: Set<object>;
}

/**
 * The counterpart of Lambda's `/opt`: a folder for each list of layers, shared by the versions with this list. It is a
 * copy, because functions and their subprocesses can write to it; on Lambda, they can't.
 */
export class MergedLayers {
  private readonly all = new Set<Merged>();

  /** The folder with the contents of layers, in which later ones override earlier ones; `undefined` without layers. */
  public folder(layers: readonly FunctionCode[], user: object): string | undefined {
    if (layers.length === 0) return undefined;
    const merged = this.find(layers) ?? this.add(layers);
    merged.users.add(user);
    return merged.content.folder;
  }

  /** Removes the folders that only this version used. */
  public release(user: object): void {
    for (const merged of this.all) {
      merged.users.delete(user);
      if (merged.users.size > 0) continue;
      merged.content.release();
      this.all.delete(merged);
    }
  }

  private find(layers: readonly FunctionCode[]): Merged | undefined {
    return [...this.all].find(
      (merged) =>
        merged.layers.length === layers.length &&
        merged.layers.every((layer, index) => layer === layers[index]),
    );
  }

  private add(layers: readonly FunctionCode[]): Merged {
    const sources = () => layers.map((layer) => layer.folder);
    const content = new TemporaryFolder((folder) => mergeFolders(sources(), folder));
    const merged = { layers, content, users: new Set<object>() };
    this.all.add(merged);
    return merged;
  }
}
