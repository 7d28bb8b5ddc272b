import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { madeFor } from './dist';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

const NAME = /\.whl$/;

/** The wheel of the package as it is built. It takes half a minute to make, so it is kept for whatever installs it next. */
export async function wheel(): Promise<string> {
  const kept = madeFor('python', NAME);
  if (kept !== undefined) return kept.file;
  rmSync(join(REPOSITORY, 'dist', 'python'), { recursive: true, force: true });
  await runCommand('npx', ['projen', 'package:python'], { cwd: REPOSITORY, minutes: 10 });
  const made = madeFor('python', NAME);
  assert.ok(made, 'there is no wheel');
  return made.file;
}
