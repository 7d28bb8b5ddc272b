import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliProcess, file, isAlive, numberIn, until } from './support';

const CLI = join(__dirname, '..', '..', '..', 'testing', 'lib', 'cli.js');

/**
 * Starts the command from a Node.js program, which ends when the command is ready; returns the id of the command's
 * process.
 */
async function startAndLeave(stdin: 'ignore' | 'pipe', command: string): Promise<number> {
  const note = file('note', '');
  const starter = file(
    'starter.cjs',
    `const { spawn } = require('node:child_process');
     const child = spawn(${JSON.stringify(command)}, { shell: true, stdio: ['${stdin}', 'pipe', 'inherit'] });
     child.stdout.on('data', (data) => String(data).includes('is ready') && process.kill(process.pid, 'SIGKILL'));`,
  );
  spawn(process.execPath, [starter], { env: { PATH: process.env.PATH, NOTE: note }, stdio: 'ignore' });
  await until(() => numberIn(note) !== undefined);
  return numberIn(note)!;
}

test('it ends in order when the program that started it closes the standard input', async () => {
  const cli = new CliProcess(['--log-level', 'silent']);
  await cli.ready();
  await new Promise((resolve) => setTimeout(resolve, 600)); // input that is closed at once means nothing

  cli.closeInput();

  expect([await cli.exited, cli.stderr]).toEqual([
    0,
    'chime-messaging-emulator: stopping, because the program that started it has ended\n',
  ]);
});

test.each(['ignore', 'pipe'] as const)(
  'it ends with a program that is killed (standard input: %s)',
  async (stdin) => {
    const pid = await startAndLeave(stdin, `echo $$ > "$NOTE"; exec '${process.execPath}' '${CLI}'`);

    await until(() => !isAlive(pid));
  },
);

test.each(['sh', 'bash'])(
  'it ends with a program that is killed and started it by npm, with %s',
  async (shell) => {
    const script = file('run.sh', `echo $$ > "$NOTE"; exec '${process.execPath}' '${CLI}'`);
    const pid = await startAndLeave('ignore', `exec npm exec --script-shell=${shell} -c 'sh ${script}'`);

    await until(() => !isAlive(pid));
  },
);

test('it ends with a program that is killed, also while nobody takes note of its end', async () => {
  const note = file('note', '');
  const starter = file(
    'starter.cjs',
    `const { spawn } = require('node:child_process');
     const child = spawn(process.execPath, ['${CLI}'], { stdio: ['ignore', 'pipe', 'inherit'] });
     require('node:fs').writeFileSync('${note}', child.pid + '\\n');
     child.stdout.on('data', (data) => String(data).includes('is ready') && process.kill(process.pid, 'SIGKILL'));`,
  );
  const shell = spawn('sh', ['-c', `'${process.execPath}' '${starter}' & exec sleep 1000`], {
    stdio: 'ignore',
  });
  await until(() => numberIn(note) !== undefined);

  await until(() => !isAlive(numberIn(note)!)); // `sleep` leaves its child as a zombie
  shell.kill();
});

test('a standard input that is at its end from the beginning does not end it', async () => {
  const cli = new CliProcess([]);
  cli.closeInput();
  await cli.ready();
  await new Promise((resolve) => setTimeout(resolve, 1200));

  expect(await cli.end('SIGTERM')).toBe(0);
  expect(cli.stdout).toContain('is ready');
});

test('a start that blocks for long does not make it end with a standard input at its end', async () => {
  const module = file('slow.ts', '');
  const folder = dirname(module);
  mkdirSync(join(folder, 'node_modules', 'esbuild'), { recursive: true });
  writeFileSync(
    join(folder, 'node_modules', 'esbuild', 'index.js'),
    `exports.buildSync = ({ outfile }) => {
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
       require('node:fs').writeFileSync(outfile, 'exports.handler = () => {};');
       return { metafile: { inputs: {} } };
     };`,
  );
  const cli = new CliProcess(['--function', `slow=${module}`], {}, folder);
  cli.closeInput();
  await cli.ready();
  await new Promise((resolve) => setTimeout(resolve, 1200));

  expect(await cli.end('SIGTERM')).toBe(0);
});

test('it outlives a shell that started it in the background', async () => {
  const note = file('note', '');
  const command = `'${process.execPath}' '${CLI}' > /dev/null & echo $! > "$NOTE"; sleep 2`;
  const shell = spawn('sh', ['-c', command], {
    env: { PATH: process.env.PATH, NOTE: note },
    stdio: 'ignore',
  });
  await new Promise((resolve) => shell.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 1200));

  const pid = numberIn(note)!;
  const outlived = isAlive(pid);
  process.kill(pid, 'SIGTERM');
  await until(() => !isAlive(pid));

  expect(outlived).toBe(true);
});

test('--json tells programs on one line each, and nothing else', async () => {
  const cli = new CliProcess(['--json', '--log-level', 'silent']);
  await cli.until(() => cli.events.length > 0);
  await cli.end('SIGTERM');

  expect(cli.events).toEqual([
    {
      event: 'ready',
      version: 1,
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      environment: expect.objectContaining({ AWS_REGION: 'us-east-1' }),
      control: { url: expect.stringMatching(/\/v1$/), token: expect.stringMatching(/^\w{32}$/) },
      outputs: {},
    },
  ]);
});
