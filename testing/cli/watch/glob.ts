const WILDCARDS = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[.+^$()|[\]\\{}]/g;

/**
 * Returns a function that tells whether a path matches one of several patterns such as `src/**` or `*.{md,txt}`. Paths
 * have slashes and are relative. A pattern that matches a folder matches everything in it.
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map((pattern) =>
    expressionOf(pattern.replace(/^\.\//, '').replace(/\/$/, '')),
  );
  return (path) => expressions.some((expression) => expression.test(path));
}

function expressionOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(WILDCARDS, meaningOf)}(?:/.*)?$`);
}

function meaningOf(token: string): string {
  switch (token) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    default:
      if (token.length === 1) return `\\${token}`;
      return `(?:${token
        .slice(1, -1)
        .split(',')
        .map((part) => part.replace(WILDCARDS, meaningOf))
        .join('|')})`;
  }
}
