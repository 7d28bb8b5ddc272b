import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');

/**
 * Synthesizes an example as the CDK CLI does: its app runs in a separate process, and reads the output folder of the cloud
 * assembly and the context from its environment.
 *
 * @param example its folder
 * @returns the folder of the cloud assembly
 */
export async function synthesize(
  scratch: string,
  context: Record<string, string>,
  example = 'moderated-chat',
): Promise<string> {
  const output = mkdtempSync(join(scratch, 'cdk.out-'));
  const app = ['--import', 'tsx', join(ROOT, 'examples', example, 'app.ts')];
  await promisify(execFile)(process.execPath, app, {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      TSX_TSCONFIG_PATH: join(ROOT, 'examples', 'tsconfig.json'),
    },
  });
  return output;
}
