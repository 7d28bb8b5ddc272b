/**
 * Runs the console blocks of the README and of the pages for beginners as a reader does: from an empty folder, one after the
 * other, with the files that the page says to write. The packed tarball stands in for the package of the registry.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planOf, type Step } from './console-plan';
import { build, isBuilt, pack } from './tarball';
import { pages } from '../../projenrc/pages';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { hasCommand, runCommand } from '../harness/run-command';

const PAGES = pages().filter((page) => page === 'README.md' || page.startsWith('docs/getting-started/'));

/** What a page tells the reader to run within a sentence, after everything else. */
const IN_SENTENCES: Readonly<Record<string, readonly string[]>> = { 'README.md': ['npx jest'] };

/** npx asks nobody, and npm finds what it has downloaded before. */
const ENVIRONMENT = { ...process.env, CI: 'true', npm_config_yes: 'true', npm_config_prefer_offline: 'true' };

void runChecklist((list) =>
  inTemporaryFolder('console', async (folder) => {
    if (!hasCommand('bash')) return list.skip('the console blocks', 'there is no bash');
    if (!isBuilt()) await list.require('the package builds', build);
    const tarball = await list.require('packs', () => pack(folder));
    for (const page of PAGES) {
      list.step(page);
      const empty = join(folder, page.replace(/\W/g, '-'));
      mkdirSync(empty);
      await new Reader(list, tarball.path, empty).follow(page);
    }
  }),
);

/** Follows a page, in one shell after the other. */
class Reader {
  public constructor(
    private readonly list: Checklist,
    private readonly tarball: string,
    private folder: string,
  ) {}

  public async follow(page: string): Promise<void> {
    for (const step of planOf(page)) await this.take(step);
    for (const command of IN_SENTENCES[page] ?? []) {
      await this.list.check(command, () => this.run(command));
    }
  }

  private async take(step: Step): Promise<void> {
    if (step.kind === 'write') return this.write(step.file, step.text);
    const { block } = step;
    const name = `line ${block.line}: ${block.text.split('\n')[0]!}`;
    if (step.kind === 'run') await this.list.require(name, () => this.run(step.text));
    if (step.kind === 'start') await this.list.check(name, () => this.start(step.text));
    if (step.kind === 'skip') {
      await this.list.check(`${name} is valid, and not run: ${step.reason}`, () => parse(block.text));
    }
  }

  private write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** The next commands run where these have ended. */
  private async run(text: string): Promise<void> {
    const installed = text.replace(/^(npm install .*?)\bcdk-chime-sdk-messaging\b/gm, `$1${this.tarball}`);
    const { stdout } = await runCommand('bash', ['-ec', `${installed}\npwd`], {
      cwd: this.folder,
      env: ENVIRONMENT,
    });
    this.folder = stdout.trim().split('\n').at(-1)!;
  }

  /** Starts the emulator, and stops it once it is ready. */
  private async start(text: string): Promise<void> {
    const child = spawn('bash', ['-ec', text], { cwd: this.folder, env: ENVIRONMENT, detached: true });
    let output = '';
    const ready = new Promise<boolean>((resolve) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('is ready at') && output.includes('inspector')) resolve(true);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('close', () => resolve(false));
      setTimeout(() => resolve(false), 120_000).unref();
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const isReady = await ready;
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM');
    await ended;
    assert.ok(isReady, output);
  }
}

/** A block that is not run can be read by the shell at least. */
function parse(text: string): void {
  const { status, stderr } = spawnSync('bash', ['-n', '-c', text], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
