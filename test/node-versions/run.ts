/**
 * Runs the unit tests, and those of the packed package, on each Node.js that the library supports, from npm's `node` packages.
 *
 * Usage: npm run test:node-versions -- [--only 20|22|24]… [--task test:unit|test:package]…
 */
import { parseArgs } from 'node:util';
import { runChecklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { nodeOf } from '../harness/node-versions';
import { runCommand } from '../harness/run-command';

const { only = ['20', '22', '24'], task: tasks = ['test:unit', 'test:package'] } = parseArgs({
  options: { only: { type: 'string', multiple: true }, task: { type: 'string', multiple: true } },
}).values;

void runChecklist(async (list) => {
  for (const version of only) {
    const { name, environment } = await list.require(`npm has Node.js ${version}`, () => nodeOf(version));
    const env = { ...process.env, ...environment };
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
