import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pacmak } from './pacmak';
import { checkTemplate } from './template';
import type { Checklist } from '../harness/checklist';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand } from '../harness/run-command';

/** Builds the wheel, and synthesizes a stack with it in a virtual environment. */
export async function python(list: Checklist, folder: string): Promise<void> {
  if (!hasCommand('python3')) return list.skip('the Python binding', 'there is no python3');

  const outdir = join(folder, 'dist');
  await list.require('the wheel is built', () => pacmak('python', outdir));
  const run = async (program: string) => {
    const wheel = readdirSync(join(outdir, 'python')).find((name) => name.endsWith('.whl'));
    assert.ok(wheel, 'there is no wheel');
    const interpreter = await pythonEnvironment(join(folder, 'venv'), join(outdir, 'python', wheel));
    return runCommand(interpreter, [join(__dirname, 'programs', 'python', program)], { cwd: folder });
  };
  await list.check('a Python program defines a channel flow', async () => {
    checkTemplate((await run('app.py')).stdout);
  });
  await list.check('a Python program reads what is wrong with its input', async () => {
    checkErrors((await run('errors.py')).stdout);
  });
}

/** What a Python user reads of bad input: the sentence of the construct, with its path. */
const ERRORS = {
  'no processor': /'processors' must hold 1 to 3 processors, got 0 \(in Chat\/Flow\)/,
  'unknown key': /unexpected keyword argument 'error_actions'/,
  arn: /'appInstanceArn' must be the ARN of an app instance .* \(in Chat\/AppInstance\)/,
  name: /'channelFlowName' must .* \(in Chat\/Flow\)/,
  attempts: /'retryAttempts' must be 0, 1 or 2, got 3 \(in Chat\/Guard\)/,
};

function checkErrors(stdout: string): void {
  const errors = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, string>;
  for (const [name, message] of Object.entries(ERRORS)) assert.match(errors[name] ?? 'no error', message);
}
