import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Announcements } from './announcements';
import type { CliLog } from './log';
import { missingContext } from './missing-context';
import type { CliOptions } from './options';
import { synthesize } from './synthesis';
import { allFiles, appFiles, FunctionSources, WatchedFolder, withoutReadyFile } from './watch';
import { LocalCloud } from '../cloud';
import { LocalDeployment, warningsIn, type DeployedFunction, type LocalApp } from '../cloudformation';
import type { ChimeMessagingEmulator } from '../emulator';
import { createTemporaryFolder, removeTemporaryFolder } from '../temporary-folder';

type Options = Pick<
  CliOptions,
  'deploy' | 'app' | 'watch' | 'stubs' | 'environment' | 'parameters' | 'account' | 'region' | 'readyFile'
>;

/** An AWS CDK app that the command deploys, and redeploys when it changes. */
export class DeployedApp {
  /** @throws UsageError if there is no app to deploy; another error if the deployment fails */
  public static async deploy(
    emulator: ChimeMessagingEmulator,
    options: Options,
    log: CliLog,
    announcements: Announcements,
  ): Promise<DeployedApp> {
    const deployed = new DeployedApp(emulator, options, log, announcements);
    try {
      await deployed.begin();
    } catch (error) {
      deployed.end();
      throw error;
    }
    return deployed;
  }

  private app!: LocalApp<LocalDeployment>;
  /** Holds assemblies that the command synthesized and changed code; removed at the end. */
  private readonly folder: string | undefined;
  private assemblies: string[] = [];
  /** The warnings of the app's constructs that were already reported. */
  private warnings: readonly string[] = [];
  private readonly sources: FunctionSources | undefined;
  private work: Promise<void> = Promise.resolve();
  private isWaiting = false;
  private readonly ended = new AbortController();
  private watched: WatchedFolder | undefined;

  private constructor(
    private readonly emulator: ChimeMessagingEmulator,
    private readonly options: Options,
    private readonly log: CliLog,
    private readonly announcements: Announcements,
  ) {
    const { app, watch } = options;
    if (app !== undefined || watch) this.folder = createTemporaryFolder('chime-messaging-app-');
    if (watch) this.sources = new FunctionSources(LocalCloud.of(emulator).lambda, this.folder!);
  }

  public get outputs(): LocalApp<LocalDeployment>['outputs'] {
    return this.app.outputs;
  }

  /** The current functions of the stacks. */
  public get functions(): DeployedFunction[] {
    return this.app.stacks.flatMap(({ functions }) => functions.all);
  }

  /** Stops watching, and removes the assemblies; the emulator ends the functions. */
  public end(): void {
    this.ended.abort();
    this.watched?.close();
    if (this.folder !== undefined) removeTemporaryFolder(this.folder);
  }

  private async begin(): Promise<void> {
    if (this.options.watch) this.watched = this.watch(); // before deploying: the first deployment takes some time
    const first = this.deploy();
    this.work = first.catch(() => this.ended.abort()); // the caller gets the error, and a waiting change is not deployed
    await first;
  }

  private async deploy(): Promise<void> {
    const { stubs, environment, parameters } = this.options;
    const assembly = await this.assembly();
    this.tellWarnings(assembly);
    this.app = await LocalDeployment.deployAppOrNothing(assembly, {
      emulator: this.emulator,
      ...(stubs && { stubs }),
      ...(environment && { environment }),
      ...(parameters && { parameters }),
      onEvent: ({ stackName, logicalId, status, reason }) => {
        const level = status.endsWith('_FAILED') ? 'error' : 'debug';
        this.log.write(
          level,
          `${stackName} ${logicalId} ${status}${reason === undefined ? '' : `: ${reason}`}`,
        );
      },
    });
    if (this.app.stacks.length === 0) {
      this.log.write('warn', 'no stack of the app has resources: nothing is deployed');
    }
    const missing = missingContext(assembly);
    if (missing !== undefined) this.log.write('warn', missing);
    this.tellStubs();
    await this.sources?.find(this.watched!.folders);
  }

  private watch(): WatchedFolder {
    const { deploy, readyFile } = this.options;
    const folder = resolve(deploy ?? '');
    const isCode = (path: string) => this.sources!.isCopied(path);
    const files = deploy === undefined ? appFiles(folder, isCode) : allFiles;
    const rules = withoutReadyFile(files, folder, readyFile);
    return new WatchedFolder(folder, rules, {
      onChange: (paths) => this.soon(paths),
      onProblem: (text) => this.log.write('warn', text),
    });
  }

  /**
   * Changes to the code of functions take effect immediately. All changes during a deployment are deployed afterward,
   * together. A file that is rewritten with the same content, for example by a compiler that the app's command runs, is
   * not a change.
   */
  private soon(paths: readonly string[]): void {
    const changed = paths.filter((path) => !this.sources!.isLive(path));
    if (changed.length === 0) return;
    void this.refresh(changed);
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.work = this.work.then(() => this.again());
  }

  private async refresh(paths: readonly string[]): Promise<void> {
    for (const name of await this.sources!.refresh(paths)) {
      this.log.write('info', `${name} runs its changed code`);
    }
  }

  /** If a change fails, reports it and leaves the app as it was. */
  private async again(): Promise<void> {
    this.isWaiting = false;
    if (this.ended.signal.aborted) return;
    const begun = Date.now();
    try {
      const assembly = await this.assembly();
      this.tellWarnings(assembly);
      await this.app.update(assembly);
      await this.sources!.find(this.watched!.folders);
      this.removeUnused();
      this.log.write('info', `deployed again in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
      this.announcements.deployed(this.app.outputs);
    } catch (error) {
      if (this.ended.signal.aborted) return;
      const { message } = error as Error;
      this.log.write('error', `not deployed again: ${message}`);
      this.announcements.notDeployed(message);
    }
  }

  /** The folder with the current assembly. */
  private async assembly(): Promise<string> {
    const { app, deploy } = this.options;
    if (app === undefined) return resolve(deploy!);
    const folder = mkdtempSync(join(this.folder!, 'assembly-'));
    this.assemblies.push(folder);
    await synthesize(app, folder, this.options, this.log, this.ended.signal);
    return folder;
  }

  /** Removes earlier assemblies, except those that stacks and functions still use. */
  private removeUnused(): void {
    if (this.options.app === undefined) return;
    const { lambda } = LocalCloud.of(this.emulator);
    const used = [...this.app.assets, ...lambda.codeInUse.map(({ folder }) => folder)];
    const isUsed = (assembly: string) => used.some((path) => path.startsWith(assembly + sep));
    for (const assembly of this.assemblies.filter((path) => !isUsed(path))) {
      rmSync(assembly, { recursive: true, force: true });
    }
    this.assemblies = this.assemblies.filter(isUsed);
  }

  /** Reports warnings as `cdk synth` does; after a change, only new ones. */
  private tellWarnings(assembly: string): void {
    const warnings = warningsIn(assembly);
    for (const warning of warnings) if (!this.warnings.includes(warning)) this.log.write('warn', warning);
    this.warnings = warnings;
  }

  private tellStubs(): void {
    const stubs = this.app.stacks.flatMap((stack) => stack.stubs);
    if (stubs.length === 0) return;
    const names = stubs.map(({ stackName, logicalId, type }) => `${stackName}/${logicalId} (${type})`);
    this.log.write('info', `only stubbed: ${names.join(', ')}`);
  }
}
