import { didYouMean, isObject } from '../../inputs';

/** The members of an object in a template; `undefined` counts as absent. */
export function membersOf(value: unknown): [name: string, value: unknown][] {
  return isObject(value) ? Object.entries(value).filter(([, member]) => member !== undefined) : [];
}

/** The first unknown member, with a suggestion if there is a similar known one. */
export function unknownMember(
  value: unknown,
  known: readonly string[],
): { name: string; advice: string } | undefined {
  const [name] = membersOf(value).find(([candidate]) => !known.includes(candidate)) ?? [];
  return name === undefined ? undefined : { name, advice: didYouMean(name, known) };
}

/** All values inside a value, from the outermost in, each with its path. */
export function* valuesIn(value: unknown, path: string): Generator<[path: string, value: unknown]> {
  yield [path, value];
  const members = Array.isArray(value) ? [...(value as unknown[]).entries()] : membersOf(value);
  for (const [name, member] of members) yield* valuesIn(member, `${path}/${name}`);
}
