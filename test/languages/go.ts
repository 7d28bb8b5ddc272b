import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { translations, writeExamples } from './examples';
import { AWS_CDK_FLOOR } from './floor';
import { GO } from './go-examples';
import { checkErrors, checkTemplates, environmentOf, type Templates } from './outcome';
import { pacmak } from './pacmak';
import { writeFiles } from './page';
import { PACKAGE_TABLET } from '../../projenrc/tablets';
import type { Checklist } from '../harness/checklist';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';

const MODULE = 'github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging-go/cdkchimesdkmessaging';
const AWS_CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';
/** How many versions from the floor up to try: for some, the proxy has only the go.mod. */
const ATTEMPTS = 5;

/** Generates the module, and synthesizes the stacks with it. */
export async function go(list: Checklist, folder: string, templates: Templates): Promise<void> {
  if (!hasCommand('go', 'version')) return list.skip('the Go binding', 'there is no go');

  const outdir = join(folder, 'dist');
  const generated = join(outdir, 'go', 'cdkchimesdkmessaging');
  const shipped = await translations('go', [PACKAGE_TABLET]);
  await list.require('the Go sources are generated', () => pacmak('go', outdir, true));
  await list.check(`they have the ${shipped.length} examples of README and docstrings`, () =>
    checkExamples(generated, shipped),
  );
  const version = await lowestServed(folder);
  if (version === undefined) {
    return list.skip('compiling and running Go', `the module proxy has no ${AWS_CDK} from v${AWS_CDK_FLOOR}`);
  }
  const project = join(folder, 'project');
  cpSync(join(__dirname, 'programs', 'go'), project, { recursive: true });
  writeFiles('docs/getting-started/go.md', join(project, 'page'));
  const examples = await writeExamples(join(project, 'examples'), GO);
  writeFileSync(join(project, 'go.mod'), 'module example.com/chat\n\ngo 1.25\n');
  const run = (...args: string[]) =>
    runCommand('go', args, {
      cwd: project,
      env: { ...environmentOf(folder), GOFLAGS: '-mod=mod' },
      minutes: 15,
    });
  await run('mod', 'edit', `-require=${MODULE}@v0.0.0`, `-replace=${MODULE}=${generated}`);
  await run('mod', 'edit', `-require=${AWS_CDK}@${version}`);
  const what = `a program that uses them, the files of the page for beginners, and the ${examples.length} examples`;
  await list.check(`the Go sources, ${what} pass go vet`, async () => {
    await run('vet', '.', './page', './examples', MODULE);
  });
  await list.check(`a Go program defines the same stacks as TypeScript, with awscdk ${version}`, async () => {
    const { stdout } = await run('run', '.');
    checkTemplates(folder, templates);
    checkErrors(stdout);
  });
}

/** Fails if the generated files lack an example: verbatim in the README, indented in comments. */
function checkExamples(folder: string, examples: readonly string[]): void {
  const files = readdirSync(folder).filter((name) => /\.(?:go|md)$/.test(name));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  for (const example of examples) {
    const comment = example.replace(/^/gm, '//   ').replace(/ +$/gm, '');
    assert.ok(
      texts.some((text) => text.includes(example) || text.includes(comment)),
      example,
    );
  }
}

/** The lowest version of awscdk, from the floor up, that can be downloaded. */
async function lowestServed(folder: string): Promise<string | undefined> {
  const { exitCode, stdout } = await tryCommand('go', ['list', '-m', '-versions', AWS_CDK], { cwd: folder });
  if (exitCode !== 0) return undefined;
  const versions = stdout.trim().split(/\s+/).slice(1);
  const candidates = versions.filter((version) => minorOf(version) >= minorOf(`v${AWS_CDK_FLOOR}`));
  for (const version of candidates.slice(0, ATTEMPTS)) {
    const got = await tryCommand('go', ['mod', 'download', `${AWS_CDK}@${version}`], { cwd: folder });
    if (got.exitCode === 0) return version;
  }
  return undefined;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
