import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { placeInLayers } from './layer-paths';

/**
 * Copies the contents of layers into one folder. Later layers override earlier ones, even if a file replaces a folder
 * or vice versa. A link is replaced by its target, as in the archive of an asset. It stays a link if it leads to a
 * folder around it, to a path below `/opt`, or to something that only another layer has. It is omitted if its target
 * does not exist, or is a folder that contains its layer.
 *
 * @param opt the target folder, which corresponds to Lambda's `/opt`
 */
export function mergeFolders(layers: readonly string[], opt: string): void {
  const merge: Merge = { opt, links: new Set(), around: new Map() };
  for (const layer of layers) putFolder(layer, opt, merge);
  for (const link of merge.links) if (!isInside(link, opt)) rmSync(link, { force: true });
}

interface Merge {
  readonly opt: string;
  /** The links to keep. */
  readonly links: Set<string>;
  /** The folders that are being copied, from the outermost in: the path of the copy by the real path. */
  readonly around: Map<string, string>;
}

function putFolder(from: string, to: string, merge: Merge): void {
  if (!lstatSync(to, { throwIfNoEntry: false })?.isDirectory()) rmSync(to, { force: true });
  mkdirSync(to, { recursive: true });
  const real = realpathSync(from);
  merge.around.set(real, to);
  for (const name of readdirSync(from)) put(join(from, name), join(to, name), merge);
  merge.around.delete(real);
}

function put(from: string, to: string, merge: Merge): void {
  const target = linkTarget(from, to, merge);
  if (target === undefined && statSync(from).isDirectory()) return putFolder(from, to, merge);
  rmSync(to, { recursive: true, force: true });
  if (target === undefined) return copyFileSync(from, to, constants.COPYFILE_FICLONE);
  symlinkSync(target, to);
  merge.links.add(to);
}

/** The target of the copied link, if it stays a link. */
function linkTarget(from: string, to: string, { opt, around }: Merge): string | undefined {
  if (!lstatSync(from).isSymbolicLink()) return undefined;
  const target = readlinkSync(from);
  const copy = placeInLayers(target, opt) ?? (existsSync(from) ? around.get(realpathSync(from)) : undefined);
  if (copy !== undefined) return relative(dirname(to), copy) || '.';
  return !existsSync(from) || isInside(dirname(from), from) ? target : undefined;
}

/** Whether a path leads into a folder, or to the folder itself. */
function isInside(path: string, folder: string): boolean {
  if (!existsSync(path)) return false;
  const way = relative(realpathSync(folder), realpathSync(path));
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}
