import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, from its sources and from its bundle alike. */
export function packageRoot(): string {
  return nearestPackage(__dirname)!;
}

/** The folder itself, or the nearest one around it, that has a `package.json`; `undefined` if none has. */
export function nearestPackage(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const around = dirname(folder);
  return around === folder ? undefined : nearestPackage(around);
}
