/**
 * `npm test`: Jest, and beside it the checks of types and style, which use only one core and would leave the others idle. The
 * checks print their output when both have ended. Arguments go to Jest.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { JEST_PROGRAM, NODE_OPTIONS_OF_JEST } from './jest';

/** Runs a command of the project; resolves to its exit code and its output, unless that was shown at once. */
async function run(command: string, args: readonly string[], stdio: 'inherit' | 'pipe') {
  const child = spawn(command, args, {
    stdio: ['ignore', stdio, stdio],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => (output += data.toString()));
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, output };
}

/** More workers than cores: many tests wait for functions in separate processes, and leave their core idle meanwhile. */
const WORKERS = ['--maxWorkers', `${Math.ceil(1.5 * availableParallelism())}`];

async function main(): Promise<void> {
  const checking = run('projen', ['check'], 'pipe');
  const args = process.argv.slice(2);
  const saysWorkers = args.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)/.test(arg));
  const options = ['--passWithNoTests', '--ci', ...(saysWorkers ? [] : WORKERS), ...args];
  const tests = await run(process.execPath, [...NODE_OPTIONS_OF_JEST, JEST_PROGRAM, ...options], 'inherit');
  const checks = await checking;
  process.stdout.write(checks.output);
  process.exitCode = tests.code || checks.code;
}

void main();
