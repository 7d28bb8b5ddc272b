import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TSC } from '../../projenrc/typescript';
import { REPOSITORY } from '../harness/folders';
import { runCommand, tryCommand, type CommandResult } from '../harness/run-command';

/** How a compiler is started: that of the app, or the native one, which takes a fifth of the time and knows no `node10`. */
export const TYPESCRIPT: readonly string[] = [join('node_modules', '.bin', 'tsc')];
export const TYPESCRIPT_7: readonly string[] = ['node', join(REPOSITORY, TSC)];

export interface ConsumerOptions {
  readonly folder: string;
  /** Beside the compiler and the tarball. */
  readonly dependencies: Record<string, string>;
  readonly tarball: string;
}

/** A CDK app outside the repository that uses the package as it is published. */
export class Consumer {
  private readonly folder: string;

  public constructor(options: ConsumerOptions) {
    this.folder = options.folder;
    mkdirSync(this.folder, { recursive: true });
    this.write('package.json', {
      name: 'consumer',
      version: '1.0.0',
      private: true,
      dependencies: { ...options.dependencies, 'cdk-chime-sdk-messaging': `file:${options.tarball}` },
      devDependencies: { '@types/node': '^20', typescript: '~6.0.0' },
    });
  }

  public async installWithNpm(): Promise<void> {
    await this.run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts']);
  }

  /** With a program of Bun, and packages as with Yarn. */
  public async installWithBun(bun: string, resolutions: Record<string, string>): Promise<void> {
    this.resolve(resolutions);
    await this.run(bun, ['install', '--ignore-scripts']);
  }

  /** As a package of a workspace, with nothing hoisted: a dependency finds only what it names itself, not what the app has. */
  public async installWithPnpm(version: string, store: string): Promise<void> {
    const workspace = `packages: ['*']\nnodeLinker: isolated\nhoist: false\nshamefullyHoist: false\n`;
    this.write(join('..', 'pnpm-workspace.yaml'), workspace);
    await this.run('npx', ['--yes', `pnpm@${version}`, 'install', '--ignore-scripts', '--store-dir', store]);
  }

  /** As a package of a workspace, whose packages npm puts beside the workspace. */
  public async installWithNpmInWorkspace(): Promise<void> {
    this.write(join('..', 'package.json'), { name: 'workspace', private: true, workspaces: ['app'] });
    await this.installWithNpm();
  }

  /**
   * With Plug'n'Play: no `node_modules`, and packages in archives; or with `node_modules`. Packages that are bundled with
   * another one are taken from the registry, which has not every version of each.
   */
  public async installWithYarn(
    version: string,
    nodeLinker: 'pnp' | 'node-modules',
    resolutions: Record<string, string>,
  ): Promise<void> {
    this.resolve(resolutions);
    const settings = [
      `nodeLinker: ${nodeLinker}`,
      'enableTelemetry: false',
      'enableScripts: false',
      'enableImmutableInstalls: false',
      'globalFolder: ../yarn-global',
    ];
    this.write('.yarnrc.yml', `${settings.join('\n')}\n`);
    this.write('yarn.lock', ''); // what tells Yarn that this is a project
    await this.run('npx', ['--yes', '--package', `@yarnpkg/cli-dist@${version}`, 'yarn', 'install']);
  }

  /** An app with tests for several runners, and a layer as archives of layers are. */
  public addSample(path: string): void {
    cpSync(path, this.folder, { recursive: true });
    const layer = join('layer', 'nodejs', 'node_modules', 'greeting');
    mkdirSync(join(this.folder, layer), { recursive: true });
    this.write(join(layer, 'index.js'), 'exports.greet = (greeting) => `${greeting} from the layer`;\n');
  }

  /** Runs a command in the folder of the app. */
  public async runCommand(
    command: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<CommandResult> {
    return this.run(command, args, env);
  }

  public addProgram(path: string, name: string): void {
    cpSync(path, join(this.folder, name));
  }

  public write(name: string, content: string | object): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    writeFileSync(join(this.folder, name), text);
  }

  /** Compiles with settings of its own; libraries are checked as well unless told otherwise. */
  public async compile(file: string, compilerOptions: object, compiler = TYPESCRIPT): Promise<void> {
    const [program, ...args] = this.configure(file, compilerOptions, compiler);
    await this.run(program!, args);
  }

  /** What the compiler finds, a line each, which begins with the name of the file. */
  public async findings(file: string, compilerOptions: object, compiler = TYPESCRIPT): Promise<string[]> {
    const [program, ...args] = this.configure(file, compilerOptions, compiler);
    const { exitCode, output } = await tryCommand(program!, args, { cwd: this.folder });
    const findings = output.split('\n').filter((line) => /(?:^|: )error TS\d+: /.test(line));
    if (exitCode !== 0 && findings.length === 0) throw new Error(output); // it has not compiled
    return findings;
  }

  /** Runs a program to its end, as the CDK CLI would run an app. */
  public async runNode(file: string, environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    return this.run('node', [file], { CDK_OUTDIR: join(this.folder, 'cdk.out'), ...environment });
  }

  /** The version of an installed package. */
  public versionOf(name: string): string {
    return (this.readJson(join('node_modules', name, 'package.json')) as { version: string }).version;
  }

  public read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  public readJson(path: string): unknown {
    return JSON.parse(this.read(path));
  }

  /** @returns the command that compiles */
  private configure(file: string, compilerOptions: object, compiler: readonly string[]): string[] {
    this.write('tsconfig.json', {
      compilerOptions: { target: 'es2022', strict: true, types: ['node'], ...compilerOptions },
      files: [file],
    });
    return [...compiler, '-p', 'tsconfig.json'];
  }

  private resolve(resolutions: Record<string, string>): void {
    this.write('package.json', { ...(this.readJson('package.json') as object), resolutions });
  }

  private async run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    return runCommand(command, args, { cwd: this.folder, env: { ...process.env, ...env } });
  }
}
