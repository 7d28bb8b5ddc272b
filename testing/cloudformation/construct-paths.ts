/** The logical id for a construct path, with or without the stack and a trailing `/Resource` or `/Default`. */
export function logicalIdAt(
  path: string,
  logicalIds: readonly (readonly [path: string, logicalId: string])[],
): string | undefined {
  const ends = [path, `${path}/Resource`, `${path}/Default`];
  const matches = logicalIds.filter(([candidate]) =>
    ends.some((end) => candidate === end || candidate.endsWith(`/${end}`)),
  );
  // of several, the one that is closest to the stack
  return matches.sort(([left], [right]) => left.length - right.length)[0]?.[1];
}
