import assert from 'node:assert/strict';
import { madeFor, makePackage } from './dist';

const NAME = /\.whl$/;

/** The wheel of the current build. It takes half a minute to build, so it is kept for the next installation. */
export async function wheel(): Promise<string> {
  const kept = madeFor('python', NAME);
  if (kept !== undefined) return kept.file;
  await makePackage('python');
  const made = madeFor('python', NAME);
  assert.ok(made, 'there is no wheel');
  return made.file;
}
