import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkErrors, checkTemplates, environmentOf, type Templates } from './outcome';
import { pacmak } from './pacmak';
import type { Checklist } from '../harness/checklist';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand } from '../harness/run-command';

/** Builds the wheel, and synthesizes the stacks with it in a virtual environment. */
export async function python(list: Checklist, folder: string, templates: Templates): Promise<void> {
  if (!hasCommand('python3')) return list.skip('the Python binding', 'there is no python3');

  const outdir = join(folder, 'dist');
  await list.require('the wheel is built', () => pacmak('python', outdir));
  const interpreter = await list.require('the wheel is installed', () => {
    const wheel = readdirSync(join(outdir, 'python')).find((name) => name.endsWith('.whl'));
    assert.ok(wheel, 'there is no wheel');
    return pythonEnvironment(join(folder, 'venv'), join(outdir, 'python', wheel));
  });
  cpSync(join(__dirname, 'programs', 'python'), folder, { recursive: true });
  const run = (...args: string[]) =>
    runCommand(interpreter, args, { cwd: folder, env: environmentOf(folder), minutes: 10 });

  await list.check('a Python program defines the same stacks as TypeScript', async () => {
    await run('stacks.py');
    checkTemplates(folder, templates);
  });
  await list.check('a Python program reads what is wrong with its input', async () => {
    const { stdout } = await run('errors.py');
    checkErrors(stdout, { 'unknown key': /unexpected keyword argument 'error_actions'/ });
  });
  await list.check('the types of the wheel are found by type checkers', async () => {
    await run(
      '-c',
      'import cdk_chime_sdk_messaging as m, pathlib; assert (pathlib.Path(m.__file__).parent / "py.typed").exists()',
    );
  });
  if (!process.argv.includes('--types')) {
    return list.skip('mypy --strict and pyright', 'they read all of aws_cdk, which takes minutes (--types)');
  }
  await run('-m', 'pip', 'install', '--quiet', 'mypy', 'pyright');
  await list.check('mypy --strict accepts the program', async () => {
    await run('-m', 'mypy', '--strict', 'stacks.py');
  });
  await list.check('pyright accepts the program', async () => {
    await run('-m', 'pyright', '--pythonpath', interpreter, 'stacks.py');
  });
}
