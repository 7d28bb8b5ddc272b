/** Replaces the API of the last release until there is one, or if the registry can't be reached. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';

export const RECORDED_API = join(__dirname, 'recorded-api.jsii');

/** Records the API of the current build, so that it can be reviewed line by line. */
export function recordApi(): void {
  const assembly = JSON.parse(readFileSync(join(REPOSITORY, '.jsii'), 'utf8')) as object;
  const { readme, ...api } = assembly as { readme?: unknown };
  writeFileSync(RECORDED_API, `${JSON.stringify(api, withoutTexts, 1)}\n`);
}

/** Removes everything that programs can't rely on. Of the documentation, this keeps the stability. */
function withoutTexts(key: string, value: unknown): unknown {
  if (['dependencyClosure', 'locationInModule', 'symbolId', 'fingerprint'].includes(key)) return undefined;
  if (key !== 'docs') return value;
  const { stability, deprecated } = value as { stability?: string; deprecated?: string };
  return { stability, deprecated };
}
