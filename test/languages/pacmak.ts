import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/**
 * Generates the binding for a language; also builds it, unless only the code is asked for. Python's is completed by
 * `projenrc/python`.
 *
 * @param module folder of another package than this one
 */
export async function pacmak(
  target: string,
  outdir: string,
  codeOnly = false,
  module?: string,
): Promise<void> {
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
