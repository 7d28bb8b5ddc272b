/** The end of the path of the resource that a `NestedStack` of the AWS CDK is in the stack around it. */
const NESTED_STACK = /\.NestedStack\/[^/]+\.NestedStackResource$/;

/**
 * The paths of one stack, without those of the stacks nested in it: there, the same logical ids mean other resources.
 *
 * @param nestedId the logical id of the nested stack that is meant, and not the stack around it
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
  // of several, the one that is closest to the stack
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
