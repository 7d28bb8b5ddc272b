import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/** Generates the binding for a language; also builds it, unless only the code is asked for. */
export async function pacmak(target: string, outdir: string, codeOnly = false): Promise<void> {
  await runCommand(
    'npx',
    ['jsii-pacmak', '--target', target, '--outdir', outdir, ...(codeOnly ? ['--code-only'] : [])],
    {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
      },
      minutes: 10,
    },
  );
}
