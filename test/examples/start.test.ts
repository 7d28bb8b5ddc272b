import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf } from '../../examples/start';

const ROOT = join(__dirname, '..', '..');

/** The examples that other tests run, and those tests. */
const RUN_BY: Readonly<Record<string, string>> = {
  'browser-chat': 'test/browser/browser-chat.ts',
  'covered-chat': 'test/examples/covered-chat.test.ts',
  demo: 'test/console/run.ts', // as in the README
  'external-moderation': 'test/examples/external-moderation.test.ts',
  'pytest-chat': 'test/pytest/run.ts',
  'python-processor': 'test/examples/python-processor.test.ts',
};

const OTHERS = readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !(entry.name in RUN_BY))
  .map(({ name }) => name);

/** Starts a command, ends it when it is ready, and returns its exit code and everything that it printed. */
async function run(command: string): Promise<{ code: number | null; printed: string }> {
  const child = spawn(command, { shell: true, cwd: ROOT });
  let printed = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (data: Buffer) => {
      printed += data.toString();
      if (printed.includes('AWS_SECRET_ACCESS_KEY')) child.stdin.end(); // it ends with the program that started it
    });
  }
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  return { code, printed };
}

test.each(Object.entries(RUN_BY))('%s is run by %s', (name, runner) => {
  expect([commandsOf(name), existsSync(join(ROOT, runner))]).toEqual([expect.anything(), true]);
});

test.each(OTHERS)('%s is deployed by the command that starts it', async (name) => {
  const commands = commandsOf(name);

  expect(commands).toHaveLength(1);
  const { code, printed } = await run(commands[0]!);
  expect(printed).toMatch(/is ready/);
  expect(code).toBe(0);
});
