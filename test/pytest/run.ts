/** Runs the tests of `examples/pytest-chat` like a user who writes tests in Python. */
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runChecklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand } from '../harness/run-command';

const PACKAGES = ['boto3==1.43.11', 'botocore==1.43.127', 'pytest'];
const APP = ['--tsconfig', 'examples/tsconfig.json', 'examples/pytest-chat/app.ts'];

const CLI = join(REPOSITORY, 'testing', 'lib', 'cli.js');

/** Starts a command as a child, and forwards no signals to it. */
const AS_NPX_DOES = '"$@" & echo $! > "$0"; wait';

/** It may take a moment longer than the process that started it. */
async function endOf(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (!isAlive(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.kill(pid, 'SIGKILL');
  throw new Error(`process ${pid} was still running`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

void runChecklist(async (list) => {
  if (!hasCommand('python3')) return list.skip('tests in Python', 'there is no python3');
  const python = await list.require('boto3 and pytest are installed', () =>
    pythonEnvironment(join(REPOSITORY, '.venv-pytest'), ...PACKAGES),
  );
  await inTemporaryFolder('pytest', async (folder) => {
    const pidFile = join(folder, 'emulator.pid');
    const env = {
      ...process.env,
      PATH: [dirname(python), process.env.PATH].join(delimiter), // functions also run on this Python
      CDK_OUTDIR: join(folder, 'cdk.out'),
      CDK_OUT: join(folder, 'cdk.out'),
      CHIME_MESSAGING_EMULATOR: `sh -c '${AS_NPX_DOES}' ${pidFile} ${process.execPath} ${CLI}`,
    };
    await list.require('the app is synthesized', () =>
      runCommand('npx', ['tsx', ...APP], { cwd: REPOSITORY, env }),
    );
    await list.check('messages are moderated, and the guard settles what the processor cannot', () =>
      runCommand(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'examples/pytest-chat'], {
        cwd: REPOSITORY,
        env,
      }),
    );
    await list.check('the emulator ends with the tests', () => endOf(Number(readFileSync(pidFile, 'utf8'))));
  });
});
