import assert from 'node:assert/strict';
import { madeFor, makePackage } from './dist';

const NAME = /\.whl$/;

/** The wheel of the package as it is built. It takes half a minute to make, so it is kept for whatever installs it next. */
export async function wheel(): Promise<string> {
  const kept = madeFor('python', NAME);
  if (kept !== undefined) return kept.file;
  await makePackage('python');
  const made = madeFor('python', NAME);
  assert.ok(made, 'there is no wheel');
  return made.file;
}
