/**
 * Runs the console blocks of the README and of the pages for beginners as a reader does: from an empty folder, one after the
 * other, with the files that the page says to write. The packed tarball and the wheel stand in for the packages of the
 * registries.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { planOf, type Step } from './console-plan';
import { build, isBuilt, pack } from './tarball';
import { pages } from '../../projenrc/pages';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { hasCommand, runCommand } from '../harness/run-command';
import { wheel } from '../languages/wheel';

const PAGES = pages().filter((page) => page === 'README.md' || page.startsWith('docs/getting-started/'));

/** What a page tells the reader to run within a sentence, after everything else. */
const IN_SENTENCES: Readonly<Record<string, readonly string[]>> = { 'README.md': ['npx jest'] };

/** npx asks nobody, npm finds what it has downloaded before, and pip compiles nothing ahead. */
const ENVIRONMENT = {
  ...process.env,
  CI: 'true',
  npm_config_yes: 'true',
  npm_config_prefer_offline: 'true',
  PIP_COMPILE: '0',
};

void runChecklist((list) =>
  inTemporaryFolder('console', async (folder) => {
    if (!hasCommand('bash')) return list.skip('the console blocks', 'there is no bash');
    if (!isBuilt()) await list.require('the package builds', build);
    const tarball = await list.require('packs', () => pack(folder));
    const beginnings = new Beginnings(join(folder, 'beginnings'), PAGES);
    for (const page of PAGES) {
      list.step(page);
      const published = { npm: tarball.path, pip: '' };
      if (page.endsWith('python.md')) {
        if (!hasCommand('python3')) {
          list.skip(page, 'there is no python3');
          continue;
        }
        published.pip = await list.require('the wheel is built', wheel);
      }
      const empty = join(folder, page.replace(/\W/g, '-'));
      mkdirSync(empty);
      await new Reader(list, published, beginnings, empty).follow(page);
    }
  }),
);

/** Apps as the first block of a page leaves them. A page that begins alike goes on with a copy. */
class Beginnings {
  private readonly blocks: readonly string[];
  private readonly kept = new Map<string, { readonly copy: string; readonly folder: string }>();

  public constructor(
    private readonly root: string,
    followed: readonly string[],
  ) {
    this.blocks = followed.map(firstBlock);
  }

  /** Keeps what a page has begun, if a page will ask for it. */
  public keep(text: string, empty: string, folder: string): void {
    const isWanted = this.blocks.filter((block) => block.startsWith(text)).length > 1;
    if (!isWanted || this.kept.has(text)) return;
    const copy = join(this.root, String(this.kept.size));
    cpSync(empty, copy, { recursive: true, verbatimSymlinks: true });
    this.kept.set(text, { copy, folder: relative(empty, folder) });
  }

  /** Copies what has been done of a block. */
  public take(text: string, empty: string): { readonly folder: string; readonly rest: string } {
    const [done, kept] = [...this.kept].find(([block]) => text.startsWith(block)) ?? [];
    if (done === undefined || kept === undefined) return { folder: empty, rest: text };
    cpSync(kept.copy, empty, { recursive: true, verbatimSymlinks: true });
    return { folder: join(empty, kept.folder), rest: text.slice(done.length) };
  }
}

function firstBlock(page: string): string {
  return planOf(page).find(({ kind }) => kind === 'run')?.text ?? '';
}

/** Follows a page, in one shell after the other. */
class Reader {
  private folder: string;
  /** What a shell has set for those after it. */
  private variables: NodeJS.ProcessEnv = ENVIRONMENT;

  public constructor(
    private readonly list: Checklist,
    /** What stands in for the package of a registry. */
    private readonly published: { readonly npm: string; readonly pip: string },
    private readonly beginnings: Beginnings,
    private readonly empty: string,
  ) {
    this.folder = empty;
  }

  public async follow(page: string): Promise<void> {
    for (const step of planOf(page)) await this.take(step);
    for (const command of IN_SENTENCES[page] ?? []) {
      await this.list.check(command, () => this.run(command));
    }
  }

  private async take(step: Step): Promise<void> {
    if (step.kind === 'write') return this.write(step.file, step.text);
    const { block, text } = step;
    const name = `line ${block.line}: ${text.split('\n')[0]!}`;
    if (step.kind === 'run') {
      await this.list.require(name, () => (this.folder === this.empty ? this.begin(text) : this.run(text)));
    }
    if (step.kind === 'start') await this.list.check(name, () => this.start(text));
    if (step.kind === 'skip') {
      await this.list.check(`${name} is valid, and not run: ${step.reason}`, () => parse(text));
    }
  }

  private write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  private async begin(text: string): Promise<void> {
    const { folder, rest } = this.beginnings.take(text, this.empty);
    this.folder = folder;
    await this.run(rest);
    this.beginnings.keep(text, this.empty, this.folder);
  }

  /** The next commands run where these have ended, and with the `PATH` that these have left. */
  private async run(text: string): Promise<void> {
    const installed = text
      .replace(/^(npm install .*?)\bcdk-chime-sdk-messaging\b/gm, `$1${this.published.npm}`)
      .replace(/^(pip install .*?)\bcdk-chime-sdk-messaging\b/gm, `$1${this.published.pip}`);
    const { stdout } = await runCommand('bash', ['-ec', `${installed}\necho "$PATH"\npwd`], {
      cwd: this.folder,
      env: this.variables,
    });
    const [path, folder] = stdout.trim().split('\n').slice(-2);
    this.variables = { ...ENVIRONMENT, PATH: path };
    this.folder = folder!;
  }

  /** Starts the emulator, and stops it once it is ready. */
  private async start(text: string): Promise<void> {
    const child = spawn('bash', ['-ec', text], { cwd: this.folder, env: this.variables, detached: true });
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
