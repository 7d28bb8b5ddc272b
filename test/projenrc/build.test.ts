import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';

function read(file: string): string {
  return readFileSync(join(REPOSITORY, file), 'utf8');
}

/** The text of each job of a workflow, by its id. */
function jobsOf(workflow: string): Map<string, string> {
  const text = read(`.github/workflows/${workflow}.yml`);
  const [, jobs] = /^jobs:\n((?:(?: .*)?\n)*)/m.exec(text) as unknown as [string, string];
  return new Map(
    jobs
      .split(/^ {2}(?=\S)/m)
      .slice(1)
      .map((job) => [job.split(':')[0]!, job]),
  );
}

test('the check that a branch requires waits for every other job of the build', () => {
  const jobs = jobsOf('build');
  const checks = jobs.get('checks')!;
  const needed = [...checks.matchAll(/^ {6}- (\S+)$/gm)].map(([, job]) => job);
  expect(['checks', ...needed].sort()).toEqual([...jobs.keys()].sort());
  expect(checks).toMatch(/^ {4}if: always\(\)$/m);
});

test('docs/releasing.md requires checks by the names that GitHub shows', () => {
  const [step] = /^3\. \*\*Branch protection\*\*.*?(?=^4\.)/ms.exec(read('docs/releasing.md'))!;
  const required = [...step.slice(step.indexOf('required')).matchAll(/`(.*?)`/g)].map(([, name]) => name);
  const shown = [...jobsOf('build'), ...jobsOf('pull-request-lint')].map(
    ([id, job]) => /^ {4}name: (.*)$/m.exec(job)?.[1] ?? id,
  );
  expect(required).toEqual(['checks', 'Validate PR title']);
  expect(shown).toEqual(expect.arrayContaining(required));
});

test.each(['release', 'upgrade-main', 'verify-aws'])(
  'docs/releasing.md names each secret and variable of the workflow %s',
  (workflow) => {
    const settings = [...read(`.github/workflows/${workflow}.yml`).matchAll(/\b(?:secrets|vars)\.(\w+)/g)];
    const names = new Set(settings.map(([, name]) => name!));
    names.delete('GITHUB_TOKEN'); // GitHub sets this one
    const page = read('docs/releasing.md');
    expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(names.size).toBeGreaterThan(0);
  },
);
