/** The end of the path of the resource that represents an AWS CDK `NestedStack` in its parent stack. */
const NESTED_STACK = /\.NestedStack\/[^/]+\.NestedStackResource$/;

/**
 * The paths of one stack, without those of its nested stacks: there, the same logical ids mean other resources.
 *
 * @param nestedId the logical id of the nested stack; without it, the parent stack is meant
 */
export function pathsOfStack(
  all: ReadonlyMap<string, string>,
  nestedId?: string,
): ReadonlyMap<string, string> {
  const nested = [...all].filter(([path]) => NESTED_STACK.test(path));
  const roots = nested.map(([path, logicalId]) => ({ folder: path.replace(NESTED_STACK, '/'), logicalId }));
  const root = roots.find(({ logicalId }) => logicalId === nestedId);
  if (nestedId !== undefined && !root) return new Map();
  const inside = [...all].filter(([path]) => path.startsWith(root?.folder ?? ''));
  if (root) return new Map(inside);
  return new Map(inside.filter(([path]) => !roots.some(({ folder }) => path.startsWith(folder))));
}

/** The logical id for a construct path, with or without the stack and a trailing `/Resource` or `/Default`. */
export function logicalIdAt(
  path: string,
  logicalIds: readonly (readonly [path: string, logicalId: string])[],
): string | undefined {
  const ends = [path, `${path}/Resource`, `${path}/Default`];
  const matches = logicalIds.filter(([candidate]) =>
    ends.some((end) => candidate === end || candidate.endsWith(`/${end}`)),
  );
  // if there are several, the one closest to the stack
  return matches.sort(([left], [right]) => left.length - right.length)[0]?.[1];
}

/** The construct path for a logical id, without a trailing `/Resource` or `/Default`. */
export function constructPathOf(
  logicalId: string,
  logicalIds: readonly (readonly [path: string, logicalId: string])[],
): string | undefined {
  const [path] = logicalIds.find(([, candidate]) => candidate === logicalId) ?? [];
  return path?.replace(/\/(Resource|Default)$/, '');
}
