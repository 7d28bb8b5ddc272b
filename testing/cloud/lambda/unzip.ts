import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;
const SYMBOLIC_LINK = 0o12;
/** The default mode of a file, readable and writable; the user's mask restricts it. */
const DEFAULT_MODE = 0o666;

/** Unpacks a zip archive (stored or deflated entries, no zip64) into a folder, with modes and links, if it has them. */
export function unzip(archive: Buffer, folder: string): void {
  const end = findEnd(archive);
  const links: Link[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let entries = archive.readUInt16LE(end + 10); entries > 0; entries--) {
    offset = extract(archive, offset, folder, links);
  }
  // create links last, so that nothing is written to where one leads
  for (const { path } of links) mkdirSync(dirname(path), { recursive: true });
  for (const link of links) createLink(link, folder);
}

interface Link {
  readonly path: string;
  readonly target: string;
}

function createLink({ path, target }: Link, folder: string): void {
  if (existsSync(path)) {
    throw new Error(`the code archive has other entries in the place of a link: '${relative(folder, path)}'`);
  }
  symlinkSync(target, path);
}

function findEnd(archive: Buffer): number {
  for (let offset = archive.length - 22; offset >= 0; offset--) {
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  throw new Error('the code archive is not a zip file');
}

/** Extracts the entry at an offset of the directory, or adds its link; returns the offset of the next one. */
function extract(archive: Buffer, offset: number, folder: string, links: Link[]): number {
  if (archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new Error('the code archive is damaged');
  const nameLength = archive.readUInt16LE(offset + 28);
  const name = normalize(archive.toString('utf8', offset + 46, offset + 46 + nameLength));
  if (name.startsWith('..') || name.startsWith('/')) {
    throw new Error(`the code archive has an entry outside of it: '${name}'`);
  }
  const path = join(folder, name);
  const mode = archive.readUInt16LE(offset + 40); // of Unix; archives from other systems leave it empty
  if (Math.floor(mode / 0o10000) === SYMBOLIC_LINK) {
    links.push({ path, target: contentOf(archive, offset).toString() });
  } else if (!name.endsWith('/')) {
    write(path, contentOf(archive, offset), mode % 0o1000);
  }
  return offset + 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
}

function contentOf(archive: Buffer, offset: number): Buffer {
  const method = archive.readUInt16LE(offset + 10);
  const size = archive.readUInt32LE(offset + 20);
  const local = archive.readUInt32LE(offset + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const data = archive.subarray(start, start + size);
  return method === DEFLATED ? inflateRawSync(data) : data;
}

function write(path: string, content: Buffer, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: mode || DEFAULT_MODE });
}
