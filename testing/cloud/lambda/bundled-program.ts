import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root';

/**
 * A program that functions' processes run. It is bundled even if this package runs from source, because a child process
 * can't run TypeScript.
 */
export function bundledProgram(name: string): string {
  const path = join(packageRoot(), 'testing', 'lib', `${name}.js`);
  if (!existsSync(path)) {
    throw new Error(`a program of Lambda functions is missing at ${path}: run 'npm run bundle' first`);
  }
  return path;
}
