/**
 * Runs the unit tests, and those of the packed package, on each Node.js that the library supports, from npm's `node` packages.
 *
 * Usage: npm run test:node-versions -- [--only 20|22|24]… [--task test:unit|test:package]…
 */
import { parseArgs } from 'node:util';
import { runChecklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

const { only = ['20', '22', '24'], task: tasks = ['test:unit', 'test:package'] } = parseArgs({
  options: { only: { type: 'string', multiple: true }, task: { type: 'string', multiple: true } },
}).values;

void runChecklist(async (list) => {
  for (const version of only) {
    const npx = (call: string) =>
      runCommand('npx', ['--yes', '--package', `node@${version}`, '--call', call], {
        cwd: REPOSITORY,
        minutes: 30,
      });
    const name = await list.require(`npm has Node.js ${version}`, async () => {
      const { stdout } = await npx('node --version');
      if (!stdout.startsWith(`v${version}.`)) throw new Error(`got ${stdout}`);
      return stdout.trim();
    });
    for (const task of tasks) {
      await list.check(`${task} passes on Node.js ${name}`, async () => {
        const { output } = await npx(`npm run ${task}`);
        const counts = /^(?:Tests: .*|\d+ passed, .*)$/m.exec(output)?.[0];
        if (counts === undefined) throw new Error('no test was run');
        list.note(counts);
      });
    }
  }
});
