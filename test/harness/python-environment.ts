import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCommand, runCommand } from './run-command';

/**
 * A virtual environment with these packages from PyPI and their dependencies, created on first use. Nothing is compiled
 * ahead of time: only a little of it ever runs.
 */
export async function pythonEnvironment(folder: string, ...requirements: string[]): Promise<string> {
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === requirements.join('\n') && hasCommand(python)) {
    return python;
  }

  rmSync(folder, { recursive: true, force: true });
  await runCommand('python3', ['-m', 'venv', folder]);
  await runCommand(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--no-compile',
    ...requirements,
  ]);
  writeFileSync(stamp, requirements.join('\n'));
  return python;
}
