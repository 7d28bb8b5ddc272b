/** The kinds of projects, as `type` in their `package.json` says. */
export type Modules = 'commonjs' | 'module';

/** What a page tells a reader with an ES module project to do: relative imports get the extension. */
export function withExtensions(code: string): string {
  return code.replace(/(from '\.{1,2}\/[^']*)'/g, "$1.js'");
}
