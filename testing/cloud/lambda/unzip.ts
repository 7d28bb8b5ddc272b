import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/** Unpacks a zip archive (stored or deflated entries, no zip64) into a folder. */
export function unzip(archive: Buffer, folder: string): void {
  const end = findEnd(archive);
  let offset = archive.readUInt32LE(end + 16);
  for (let entries = archive.readUInt16LE(end + 10); entries > 0; entries--) {
    offset = extract(archive, offset, folder);
  }
}

function findEnd(archive: Buffer): number {
  for (let offset = archive.length - 22; offset >= 0; offset--) {
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  throw new Error('the code archive is not a zip file');
}

/** Extracts the entry that is described at an offset of the directory; returns the offset of the next one. */
function extract(archive: Buffer, offset: number, folder: string): number {
  if (archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new Error('the code archive is damaged');
  const nameLength = archive.readUInt16LE(offset + 28);
  const name = normalize(archive.toString('utf8', offset + 46, offset + 46 + nameLength));
  if (name.startsWith('..') || name.startsWith('/')) {
    throw new Error(`the code archive has an entry outside of it: '${name}'`);
  }
  if (!name.endsWith('/')) write(join(folder, name), contentOf(archive, offset));
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

function write(path: string, content: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
