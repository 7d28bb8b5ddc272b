import { didYouMean, isObject } from '../../inputs';

/** The members of an object of a template; what is `undefined` is not there. */
export function membersOf(value: unknown): [name: string, value: unknown][] {
  return isObject(value) ? Object.entries(value).filter(([, member]) => member !== undefined) : [];
}

/** The first member that nobody knows, and what may have been meant. */
export function unknownMember(
  value: unknown,
  known: readonly string[],
): { name: string; advice: string } | undefined {
  const [name] = membersOf(value).find(([candidate]) => !known.includes(candidate)) ?? [];
  return name === undefined ? undefined : { name, advice: didYouMean(name, known) };
}

/** Every value in a value, from the outermost in, each with the path to it. */
export function* valuesIn(value: unknown, path: string): Generator<[path: string, value: unknown]> {
  yield [path, value];
  const members = Array.isArray(value) ? [...(value as unknown[]).entries()] : membersOf(value);
  for (const [name, member] of members) yield* valuesIn(member, `${path}/${name}`);
}
