/** The first three of many ARNs, for people to read. */
export function firstThree(arns: readonly string[]): string {
  return arns.slice(0, 3).join(', ') + (arns.length > 3 ? ' and others' : '');
}
