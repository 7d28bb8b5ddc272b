import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { TemporaryFolder, type FunctionCode } from './function-code';

interface Merged {
  readonly layers: readonly FunctionCode[];
  readonly content: FunctionCode;
  /** The versions that use it. */
  readonly users: Set<object>;
}

/** A path that means itself to a shell, to `NODE_OPTIONS` and in a list of paths. */
const IS_WORD = /^[\w/.,@%+~-]+$/;

/** What functions have at `/opt` on Lambda: a folder for each list of layers, which the versions with this list share. */
export class MergedLayers {
  private readonly all = new Set<Merged>();

  /**
   * The folder with the contents of layers, of which later ones count more. A single layer is used where it is, unless its
   * path would be more than a word in a command or a variable that names something below `/opt`.
   */
  public folder(layers: readonly FunctionCode[], user: object): string | undefined {
    const [first] = layers;
    if (!first || (layers.length === 1 && IS_WORD.test(first.folder))) return first?.folder;
    const merged = this.find(layers) ?? this.add(layers);
    merged.users.add(user);
    return merged.content.folder;
  }

  /** Removes the folders that only this version has used. */
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
    const content = new TemporaryFolder((folder) => layers.forEach((layer) => putOver(layer.folder, folder)));
    const merged = { layers, content, users: new Set<object>() };
    this.all.add(merged);
    return merged;
  }
}

/**
 * Puts what is in a folder over what is in another. Where one has a file and the other has a folder, the one that comes later
 * counts, too. A link becomes what it points to, or is left out if there is nothing, as in the archive of an asset.
 */
function putOver(source: string, target: string): void {
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const path = join(source, entry.name);
    if (entry.isSymbolicLink() && !existsSync(path)) continue;
    const from = entry.isSymbolicLink() ? realpathSync(path) : path;
    const put = statSync(from).isDirectory() ? putFolder : linkOrCopy;
    put(from, join(target, entry.name));
  }
}

function putFolder(from: string, to: string): void {
  if (existsSync(to) && !statSync(to).isDirectory()) rmSync(to);
  mkdirSync(to, { recursive: true });
  putOver(from, to);
}

/** A link takes no space, but cannot lead to another disk, nor to a file of somebody else. */
function linkOrCopy(from: string, to: string): void {
  if (existsSync(to)) rmSync(to, { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
