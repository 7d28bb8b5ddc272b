/** Syntax of Java's regular expressions, which CloudFormation uses, that JavaScript lacks or interprets differently. */
const ONLY_IN_JAVA = /\(\?[a-zA-Z]*-?[a-zA-Z]+[):]|\(\?>|[*+?}]\+|\\[pPQEAGZzhHRX]|&&/;

/** Whether `AllowedPattern` is valid. A pattern that only Java understands is assumed to be. */
export function isPattern(pattern: string): boolean {
  try {
    return ONLY_IN_JAVA.test(pattern) || new RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
}

/** Whether the whole value matches. A pattern that only Java understands is assumed to match. */
export function matchesPattern(pattern: string, value: string): boolean {
  return ONLY_IN_JAVA.test(pattern) || new RegExp(`^(?:${pattern})$`).test(value);
}
