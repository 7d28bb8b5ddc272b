/**
 * Runs the unit tests against the newest aws-cdk-lib and constructs on npm; all other runs test the floor. They are
 * installed next to this project, and replace its own packages wherever a test, the library, or cdk-nag imports them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChecklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

const PACKAGES = ['aws-cdk-lib', 'constructs'];

void runChecklist((list) =>
  inTemporaryFolder('newest-cdk', async (folder) => {
    await list.require('npm installs the newest aws-cdk-lib and constructs', async () => {
      const args = PACKAGES.map((name) => `${name}@latest`);
      await runCommand('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', ...args]);
    });
    const versions = PACKAGES.map((name) => `${name} ${versionOf(join(folder, 'node_modules', name))}`);
    list.note(versions.join(', '));

    const config = join(folder, 'jest.config.json');
    writeFileSync(config, JSON.stringify(configuration(join(folder, 'node_modules'))));
    await list.check(`the unit tests pass with ${versions.join(' and ')}`, async () => {
      const env = { ...process.env, CDK_VALIDATION: 'false' };
      const args = ['projen', 'test:unit', '--config', config];
      const { output } = await runCommand('npx', args, { cwd: REPOSITORY, env, minutes: 15 });
      list.note(/^Tests: .*$/m.exec(output)?.[0] ?? 'no tests were counted');
      if (!/^Tests: .*\d+ passed/m.test(output)) throw new Error('no test was run');
    });
  }),
);

/** The configuration of the other tests, except for the location of the two packages. */
function configuration(modules: string): object {
  const own = JSON.parse(readFileSync(join(REPOSITORY, 'jest.config.json'), 'utf8')) as {
    moduleNameMapper: Record<string, string>;
  };
  const mapped = PACKAGES.map((name) => [`^${name}(/.*)?$`, `${join(modules, name)}$1`]);
  return {
    ...own,
    rootDir: REPOSITORY,
    moduleNameMapper: { ...own.moduleNameMapper, ...Object.fromEntries(mapped) },
  };
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
