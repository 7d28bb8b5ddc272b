/** The kinds of projects, from `type` in their `package.json`. */
export type Modules = 'commonjs' | 'module';

/** Does what a page tells readers with an ES module project: adds extensions to relative imports. */
export function withExtensions(code: string): string {
  return code.replace(/(from '\.{1,2}\/[^']*)'/g, "$1.js'");
}
