import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Account } from './account';
import type { Beginnings } from './beginnings';
import { beginsApp, type Step } from './plan';
import { checkThatTestRan } from './proofs';
import { installing, type Published } from './published';
import { Terminal } from './terminal';
import type { Checklist } from '../harness/checklist';
import { runCommand } from '../harness/run-command';

export interface ReaderOptions {
  readonly list: Checklist;
  readonly published: Published;
  readonly beginnings: Beginnings;
  readonly account: Account;
  /** The empty folder that the reader starts in. */
  readonly folder: string;
}

/** Follows a page, in one shell after the other. */
export class Reader {
  private folder: string;
  /** The variables that a shell sets for later ones. */
  private variables: NodeJS.ProcessEnv;
  private terminal: Terminal | undefined;

  public constructor(private readonly options: ReaderOptions) {
    this.folder = options.folder;
    this.variables = options.published.environment;
  }

  public async follow(steps: readonly Step[]): Promise<void> {
    try {
      for (const step of steps) await this.take(step);
    } finally {
      await this.terminal?.close();
    }
  }

  private async take(step: Step): Promise<void> {
    if (step.kind === 'write') return this.write(step.file, step.text);
    if (step.kind === 'add') return this.add(step.file, step.settings);
    if (step.kind === 'pom') return this.addToPom(step.text);
    if (step.kind === 'section') return this.leaveTerminal();
    const { list, account } = this.options;
    const { name, text } = step;
    if (step.kind === 'run') {
      await list.require(name, () => (beginsApp(text) ? this.begin(text) : this.run(text)));
    }
    if (step.kind === 'start') await list.require(name, () => this.start(text));
    if (step.kind === 'deploy') await account.deploy(list, name, (variables) => this.run(text, variables));
    if (step.kind === 'skip') list.skip(name, step.reason);
  }

  private write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  private add(file: string, settings: object): void {
    const former = JSON.parse(readFileSync(join(this.folder, file), 'utf8')) as Record<string, object>;
    const merged = Object.entries(settings).map(([name, value]) => [name, { ...former[name], ...value }]);
    this.write(file, JSON.stringify({ ...former, ...Object.fromEntries(merged) }));
  }

  private addToPom(text: string): void {
    const pom = readFileSync(join(this.folder, 'pom.xml'), 'utf8');
    const end = text.startsWith('<plugin>') ? '</plugins>' : '</dependencies>';
    const element = text.replace('VERSION', '0.0.0'); // until the first release
    this.write('pom.xml', pom.replace(end, `${element}${end}`));
  }

  /** Creates a new app, which is never inside a folder that the page created before. */
  private async begin(text: string): Promise<void> {
    const { beginnings, folder: parent } = this.options;
    const empty = join(parent, 'app');
    mkdirSync(empty);
    const { folder, rest } = beginnings.take(text, empty);
    this.folder = folder;
    await this.run(rest);
    beginnings.keep(text, empty, this.folder);
  }

  /** The next commands start in the folder where these end, and with the `PATH` that these set. */
  private async run(text: string, variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const { published } = this.options;
    const { stdout, output } = await runCommand(
      'bash',
      ['-ec', `${installing(published, text)}\necho "$PATH"\npwd`],
      {
        cwd: this.folder,
        env: { ...this.variables, ...variables },
        minutes: 15,
      },
    );
    checkThatTestRan(text, output);
    const [path, folder] = stdout.trim().split('\n').slice(-2);
    this.variables = { ...published.environment, PATH: path };
    this.folder = folder!;
  }

  private async start(text: string): Promise<void> {
    this.terminal = await Terminal.open(text, { cwd: this.folder, env: this.variables });
  }

  private async leaveTerminal(): Promise<void> {
    await this.terminal?.close();
    this.terminal = undefined;
  }
}
