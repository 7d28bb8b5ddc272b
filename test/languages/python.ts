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
  await list.check('a Python program defines a channel flow', async () => {
    const wheel = readdirSync(join(outdir, 'python')).find((name) => name.endsWith('.whl'));
    assert.ok(wheel, 'there is no wheel');
    const interpreter = await pythonEnvironment(join(folder, 'venv'), join(outdir, 'python', wheel));
    const program = join(__dirname, 'programs', 'python', 'app.py');
    checkTemplate((await runCommand(interpreter, [program], { cwd: folder })).stdout);
  });
}
