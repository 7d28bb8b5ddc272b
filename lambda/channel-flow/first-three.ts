/** The first of many, for people to look at. */
export function firstThree(arns: readonly string[]): string {
  return arns.slice(0, 3).join(', ') + (arns.length > 3 ? ' and others' : '');
}
