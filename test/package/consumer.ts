import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TSC } from '../../projenrc/typescript';
import { REPOSITORY } from '../harness/folders';
import { runCommand, tryCommand, type CommandResult } from '../harness/run-command';

/**
 * The command of a compiler: the app's, or the native one, which takes a fifth of the time and does not support
 * `node10`.
 */
export const TYPESCRIPT: readonly string[] = [join('node_modules', '.bin', 'tsc')];
export const TYPESCRIPT_7: readonly string[] = ['node', join(REPOSITORY, TSC)];

export interface ConsumerOptions {
  readonly folder: string;
  /** In addition to the compiler and the tarball. */
  readonly dependencies: Record<string, string>;
  readonly tarball: string;
}

/** A CDK app outside the repository that uses the package as published. */
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

  /** With a Bun executable, and packages resolved as with Yarn. */
  public async installWithBun(bun: string, resolutions: Record<string, string>): Promise<void> {
    this.resolve(resolutions);
    await this.run(bun, ['install', '--ignore-scripts']);
  }

  /**
   * As a package of a workspace, without hoisting: a dependency finds only packages that it names itself, not the
   * app's.
   */
  public async installWithPnpm(version: string, store: string): Promise<void> {
    const workspace = `packages: ['*']\nnodeLinker: isolated\nhoist: false\nshamefullyHoist: false\n`;
    this.write(join('..', 'pnpm-workspace.yaml'), workspace);
    await this.run('npx', ['--yes', `pnpm@${version}`, 'install', '--ignore-scripts', '--store-dir', store]);
  }

  /** As a package of a workspace, whose packages npm puts next to the workspace. */
  public async installWithNpmInWorkspace(): Promise<void> {
    this.write(join('..', 'package.json'), { name: 'workspace', private: true, workspaces: ['app'] });
    await this.installWithNpm();
  }

  /**
   * With Plug'n'Play: no `node_modules`, and packages in archives; or with `node_modules`. Packages that are bundled
   * with another one come from the registry, which does not have all of their versions.
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
    this.write('yarn.lock', ''); // this tells Yarn that the folder is a project
    await this.run('npx', ['--yes', '--package', `@yarnpkg/cli-dist@${version}`, 'yarn', 'install']);
  }

  /** An app with tests for several runners, and a layer in the format of layer archives. */
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

  /** Compiles with its own settings; libraries are also checked unless the options say otherwise. */
  public async compile(file: string, compilerOptions: object, compiler = TYPESCRIPT): Promise<void> {
    const [program, ...args] = this.configure(file, compilerOptions, compiler);
    await this.run(program!, args);
  }

  /** The compiler's findings, one per line, each starting with the name of the file. */
  public async findings(file: string, compilerOptions: object, compiler = TYPESCRIPT): Promise<string[]> {
    const [program, ...args] = this.configure(file, compilerOptions, compiler);
    const { exitCode, output } = await tryCommand(program!, args, { cwd: this.folder });
    const findings = output.split('\n').filter((line) => /(?:^|: )error TS\d+: /.test(line));
    if (exitCode !== 0 && findings.length === 0) throw new Error(output); // it did not compile
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
