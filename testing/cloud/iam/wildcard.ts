/** Whether a value matches a pattern in which `*` stands for any characters and `?` for exactly one. */
export function matchesWildcard(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

/** Like `matchesWildcard`, but a `*` does not match across the colons between the first five parts of an ARN. */
export function matchesArn(pattern: string, value: string): boolean {
  const patterns = arnParts(pattern);
  const values = arnParts(value);
  return patterns.length === values.length && patterns.every((part, i) => matchesWildcard(part, values[i]!));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
