import { isDeepStrictEqual } from 'node:util';
import { inputNames, isOperationName } from '../emulator';
import { didYouMean } from '../inputs';

/** Members of an input, each with the value that a call must have to match. */
type Match = Readonly<Record<string, unknown>>;

/** @throws Error if no input has a member, so the fault could never strike; `InvokeProcessor` is not an operation */
export function refuseUnknownMembers(match: Match, operation: unknown): void {
  if (operation !== '*' && !isOperationName(operation)) return;
  const known = inputNames(operation);
  const unknown = Object.keys(match).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const whose = operation === '*' ? 'an operation' : operation;
  throw new Error(
    `'match' must name members of the input of ${whose}, got '${unknown}'${didYouMean(unknown, known)}`,
  );
}

export function hasMembers(input: Readonly<Record<string, unknown>>, match: Match): boolean {
  return Object.entries(match).every(([name, value]) => isDeepStrictEqual(input[name], value));
}
