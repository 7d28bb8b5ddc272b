/** What Java's regular expressions have, which CloudFormation uses, and JavaScript's don't, or read in another way. */
const ONLY_IN_JAVA = /\(\?[a-zA-Z]*-?[a-zA-Z]+[):]|\(\?>|[*+?}]\+|\\[pPQEAGZzhHRX]|&&/;

/** Whether `AllowedPattern` has an error. One that only Java can read is taken for right. */
export function isPattern(pattern: string): boolean {
  try {
    return ONLY_IN_JAVA.test(pattern) || new RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
}

/** Whether the whole value matches. What only Java can tell is taken for a match. */
export function matchesPattern(pattern: string, value: string): boolean {
  return ONLY_IN_JAVA.test(pattern) || new RegExp(`^(?:${pattern})$`).test(value);
}
