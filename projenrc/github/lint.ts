/** Checks the workflows: with actionlint if Go is installed to build it, and in any case by rules of this project. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '.github/workflows';
const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

/** This project's own rules for workflows. */
function findingsIn(file: string): string[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const unpinned = [...text.matchAll(/uses: *(\S+)/g)]
    .map(([, action]) => action!)
    .filter((action) => !/@[0-9a-f]{40}$/.test(action))
    .map((action) => `an action must be named by a commit, got '${action}'`);
  const [, jobs = ''] = /^jobs:\n((?:(?: .*)?\n)*)/m.exec(text) ?? [];
  const unlimited = jobs
    .split(/^ {2}(?=\S)/m)
    .filter((job) => job.trim() !== '' && !/^ {4}permissions:/m.test(job))
    .map((job) => `a job must have permissions, got none for '${job.split(':')[0]}'`);
  return [...unpinned, ...unlimited].map((finding) => `${FOLDER}/${file}: ${finding}`);
}

/** @returns whether actionlint finds no fault, which is also true if it cannot run */
function isCorrect(): boolean {
  if (spawnSync('go', ['version']).status !== 0) {
    console.log('actionlint is skipped: there is no go');
    return true;
  }
  const { status } = spawnSync('go', ['run', ACTIONLINT, '-color'], { stdio: 'inherit' });
  return status === 0;
}

const findings = readdirSync(FOLDER).flatMap(findingsIn);
for (const finding of findings) console.error(finding);
if (!isCorrect() || findings.length > 0) process.exitCode = 1;
else console.log(`${readdirSync(FOLDER).length} workflows are as they should be`);
