import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { madeFor } from './dist';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/** A source file of each language, which a compiled package does not have. */
export const SOURCES: Readonly<Record<string, RegExp>> = {
  java: /\bChannelFlow\.java$/,
  dotnet: /\bChannelFlow\.cs$/,
  go: /\bChannelFlow\.go$/,
};

/**
 * Generates the binding for a language; also builds it, unless only the code is requested, which may already exist.
 * `projenrc/python` completes Python's.
 *
 * @param module folder of a package other than this one
 */
export async function pacmak(
  target: string,
  outdir: string,
  codeOnly = false,
  module?: string,
): Promise<void> {
  const kept = codeOnly && module === undefined && SOURCES[target] && madeFor(target, SOURCES[target]);
  if (kept) return cpSync(kept.folder, join(outdir, target), { recursive: true });
  const args = ['--target', target, '--outdir', outdir];
  if (codeOnly) args.push('--code-only');
  if (module !== undefined) args.push(module);
  await runCommand('npx', ['tsx', 'projenrc/python/index.ts', ...args], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
    },
    minutes: 10,
  });
}
