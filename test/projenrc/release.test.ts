import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';

interface Tasks {
  readonly tasks: Record<string, { readonly steps: readonly { readonly exec: string }[] }>;
}

function read(file: string): string {
  return readFileSync(join(REPOSITORY, file), 'utf8');
}

/** The commits with these messages that are a reason to release, according to the release task. */
function releasable(...messages: string[]): Promise<string[]> {
  const { tasks } = JSON.parse(read('.projen/tasks.json')) as Tasks;
  const [{ exec }] = tasks['bump:releasable-commits']!.steps as [{ exec: string }];
  return inTemporaryFolder('releasable', async (cwd) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
    const commit = (message: string) => git('commit', '--quiet', '--allow-empty', '-m', message);
    git('init', '--quiet');
    commit('feat: what was released');
    git('tag', 'v0.1.0');
    messages.forEach(commit);
    const env = { ...process.env, LATEST_TAG: 'v0.1.0' };
    const found = execFileSync('sh', ['-c', exec], { cwd, env, encoding: 'utf8' });
    return found
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/^\S+ /, ''))
      .reverse();
  });
}

test('features and fixes are released, whether they break or not', async () => {
  const messages = ['feat: a', 'fix(emulator): b', 'feat!: c', 'fix(cli)!: d'];
  expect(await releasable(...messages)).toEqual(messages);
});

test('nothing else is released', async () => {
  expect(await releasable('docs: a', 'chore(deps): b', 'perf: c', 'refactor!: d', 'feature: e')).toEqual([]);
});

test('the changelog of a release is no reason for the next one', async () => {
  const [, title] = /^ +title: "(.*)"$/m.exec(read('.github/workflows/release.yml')) as unknown as [
    string,
    string,
  ];
  expect(title).toContain('changelog');
  expect(await releasable(title.replace('${{ env.VERSION }}', '0.1.1'))).toEqual([]);
});

test('the pull request of the changelog starts the checks that it must pass', () => {
  const [step] = /^ +- name: Open a pull request$.*/ms.exec(read('.github/workflows/release.yml'))!;
  expect(step).toContain('token: ${{ secrets.PROJEN_GITHUB_TOKEN }}');
});
