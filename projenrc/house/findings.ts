import { posix } from 'node:path';
import type { Imports } from './imports';
import { INDEXED, isInside, MAXIMUM_ENTRIES, PACKAGES, ROOMS, roomsAround, rule } from './rooms';

/** The imports of each file. */
export type ImportGraph = ReadonlyMap<string, Imports>;

/** The faults in the imports of a project, one per line. */
export function findings(graph: ImportGraph): string[] {
  const arrows = [...graph].flatMap(([from, { files }]) => files.map((to) => [from, to] as const));
  return [
    ...arrows.flatMap(([from, to]) => wrongDirection(from, to) ?? []),
    ...arrows.flatMap(([from, to]) => wayBack(graph, from, to) ?? []),
    ...arrows.flatMap(([from, to]) => sideDoor(from, to) ?? []),
    ...[...graph].flatMap(([from, { packages }]) =>
      packages.flatMap((name) => wrongPackage(from, name) ?? []),
    ),
    ...circles(graph).map((files) => `a circle of ${files.length} files: ${files.join(' → ')}`),
  ];
}

function wrongDirection(from: string, to: string): string | undefined {
  const around = roomsAround(from);
  for (const other of roomsAround(to)) {
    // only rooms beside one of the importer's rooms
    const room = around.find((one) => roomsAround(one)[1] === roomsAround(other)[1]);
    if (room === undefined || room === other) continue;
    if (!ROOMS[room]!.some((known) => isInside(to, known))) return `${from} imports ${to}: ${rule(room)}`;
  }
  return undefined;
}

/** A room may depend on the files beside it in the room around it, if they do not depend on the room themselves. */
function wayBack(graph: ImportGraph, from: string, to: string): string | undefined {
  const [around] = roomsAround(to);
  const rooms = roomsAround(from);
  const inner = rooms[rooms.indexOf(around!) - 1];
  if (inner === undefined) return undefined;
  const reached = new Set([to]);
  for (const file of reached) {
    for (const next of graph.get(file)?.files ?? []) reached.add(next);
    if (isInside(file, inner)) {
      return `${from} imports ${to}, which needs ${file}: ${inner} may know files of ${around} that do not need ${inner}`;
    }
  }
  return undefined;
}

/** From outside, a folder is entered by its index. */
function sideDoor(from: string, to: string): string | undefined {
  const folder = posix.dirname(to);
  const isIndexed = INDEXED.some((base) => folder !== base && isInside(folder, base));
  if (!isIndexed || isInside(from, folder) || to === `${folder}/index.ts`) return undefined;
  return `${from} imports ${to}: ${folder} is entered by its index.ts`;
}

function wrongPackage(from: string, name: string): string | undefined {
  const rooms = PACKAGES[name];
  if (!rooms || rooms.some((room) => isInside(from, room))) return undefined;
  return `${from} imports ${name}: only ${rooms.join(', ')} may`;
}

/** The folders that have too many entries to take in at a glance. */
export function crowded(entriesIn: (folder: string) => number): string[] {
  return Object.entries(MAXIMUM_ENTRIES).flatMap(([folder, maximum]) => {
    const count = entriesIn(folder);
    return count > maximum ? [`${folder} has ${count} files and folders at its top: at most ${maximum}`] : [];
  });
}

/** The files that import each other in a circle, by Tarjan's algorithm: circles with a file in common are one group. */
export function circles(graph: ImportGraph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of graph.get(file)?.files ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const together = stack.splice(stack.indexOf(file));
    if (together.length > 1 || graph.get(file)?.files.includes(file)) found.push(together);
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found;
}
