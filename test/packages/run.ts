/**
 * Creates the package for each registry with the commands in CONTRIBUTING.md, in `dist/`: complete if this machine and
 * the language's registry have everything needed, otherwise only its sources.
 */
import assert from 'node:assert/strict';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';
import { clear, madeFor, makePackage } from '../languages/dist';
import { AWS_CDK_FLOOR } from '../languages/floor';
import { awsCdkLib } from '../languages/java';
import { SOURCES } from '../languages/pacmak';
import { wheel } from '../languages/wheel';
import { build, isBuilt } from '../package/tarball';

const AWS_CDK_GO = `github.com/aws/aws-cdk-go/awscdk/v2@v${AWS_CDK_FLOOR}`;

/** Packages that require more than Node.js and Python: their files, and why they can't be built here. */
const COMPILED: Readonly<Record<string, { made: RegExp; obstacle: () => Promise<string | undefined> }>> = {
  java: {
    made: /\.jar$/,
    async obstacle() {
      for (const tool of ['mvn', 'javac']) if (!hasCommand(tool)) return `there is no ${tool}`;
      const { sources } = await awsCdkLib();
      return sources && `Maven Central has no aws-cdk-lib ${AWS_CDK_FLOOR}, the lowest that is supported`;
    },
  },
  dotnet: {
    made: /\.nupkg$/,
    async obstacle() {
      return hasCommand('dotnet') ? undefined : 'there is no dotnet; the hosted build does it';
    },
  },
  go: {
    made: /\bgo\.mod$/,
    async obstacle() {
      if (!hasCommand('go', 'version')) return 'there is no go';
      const download = (folder: string) => tryCommand('go', ['mod', 'download', AWS_CDK_GO], { cwd: folder });
      const { exitCode } = await inTemporaryFolder('go-floor', download);
      return exitCode === 0
        ? undefined
        : `the module proxy has no ${AWS_CDK_GO}, the lowest that is supported`;
    },
  },
};

void runChecklist(async (list) => {
  if (!isBuilt()) await list.require('npx projen pre-compile && npx projen compile', build);
  await checkMade(list, 'js', /\.tgz$/, () => makePackage('js'));
  if (hasCommand('python3')) await checkMade(list, 'python', /\.whl$/, wheel);
  else list.skip('npx projen package:python', 'there is no python3');

  const others = [];
  for (const [language, { made, obstacle }] of Object.entries(COMPILED)) {
    const found = await list.check(`it is known whether ${language}'s package can be made`, async () => ({
      reason: await obstacle(),
    }));
    if (found === undefined) continue; // the other languages can still be tried
    if (found.reason === undefined) {
      await checkMade(list, language, made, () => makePackage(language));
      continue;
    }
    list.skip(`npx projen package:${language}`, found.reason);
    others.push(language);
  }
  if (others.length > 0) await checkSources(list, others);
});

async function checkMade(
  list: Checklist,
  language: string,
  made: RegExp,
  body: () => Promise<unknown>,
): Promise<void> {
  await list.check(`npx projen package:${language}`, async () => {
    await body();
    assertFile(language, made);
  });
}

async function checkSources(list: Checklist, languages: readonly string[]): Promise<void> {
  const args = ['--code-only', ...languages.flatMap((language) => ['--target', language])];
  await list.check(`npx jsii-pacmak ${args.join(' ')}`, async () => {
    for (const language of languages) clear(language);
    await runCommand('npx', ['jsii-pacmak', ...args], { cwd: REPOSITORY, minutes: 10 });
    for (const language of languages) assertFile(language, SOURCES[language]!);
  });
}

function assertFile(language: string, name: RegExp): void {
  assert.ok(madeFor(language, name), `dist/${language} has no new ${name}`);
}
