import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, whether the code runs from source or from the bundle. */
export function packageRoot(): string {
  return nearestPackage(__dirname)!;
}

/** The folder itself or its nearest ancestor that has a `package.json`; `undefined` if none has. */
export function nearestPackage(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const around = dirname(folder);
  return around === folder ? undefined : nearestPackage(around);
}
