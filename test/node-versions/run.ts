/**
 * Runs the unit tests, and those of the packed package, on each Node.js that the library supports, from npm's `node` packages.
 *
 * Usage: npm run test:node-versions -- [--only 20|22|24]… [--task test:unit|test:package]…
 */
import { delimiter, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { runChecklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

const { only = ['20', '22', '24'], task: tasks = ['test:unit', 'test:package'] } = parseArgs({
  options: { only: { type: 'string', multiple: true }, task: { type: 'string', multiple: true } },
}).values;

void runChecklist(async (list) => {
  for (const version of only) {
    const { name, folder } = await list.require(`npm has Node.js ${version}`, () => nodeOf(version));
    const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
    for (const task of tasks) {
      await list.check(`${task} passes on Node.js ${name}`, async () => {
        const { output } = await runCommand('npm', ['run', task], { cwd: REPOSITORY, env, minutes: 30 });
        const counts = /^(?:Tests: .*|\d+ passed, .*)$/m.exec(output)?.[0];
        if (counts === undefined) throw new Error('no test was run');
        list.note(counts);
      });
    }
  }
});

/** A Node.js that npx has installed. What npx itself runs inherits its options, and so would each npx within a task. */
async function nodeOf(version: string): Promise<{ name: string; folder: string }> {
  const args = ['--yes', '--package', `node@${version}`, '--call', 'node --print process.execPath'];
  const { stdout } = await runCommand('npx', args, { cwd: REPOSITORY, minutes: 5 });
  const program = stdout.trim();
  const name = (await runCommand(program, ['--version'])).stdout.trim();
  if (!name.startsWith(`v${version}.`)) throw new Error(`got ${name} at ${program}`); // the package's script has not run
  return { name, folder: dirname(program) };
}
