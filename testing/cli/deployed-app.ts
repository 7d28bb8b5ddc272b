import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CliLog } from './log';
import type { CliOptions } from './options';
import { synthesize } from './synthesis';
import { watchFiles } from './watch-files';
import { LocalDeployment, type LocalApp } from '../cloudformation';
import type { ChimeMessagingEmulator } from '../emulator';
import { createTemporaryFolder, removeTemporaryFolder } from '../temporary-folder';

type Options = Pick<CliOptions, 'deploy' | 'app' | 'watch' | 'stubs' | 'account' | 'region'>;

/** An AWS CDK app that the command deploys, and deploys again when it changes. */
export class DeployedApp {
  /** @throws UsageError if there is no app to deploy; otherwise if it cannot be deployed */
  public static async deploy(
    emulator: ChimeMessagingEmulator,
    options: Options,
    log: CliLog,
  ): Promise<DeployedApp> {
    const deployed = new DeployedApp(emulator, options, log);
    try {
      await deployed.begin();
    } catch (error) {
      deployed.end();
      throw error;
    }
    return deployed;
  }

  private app!: LocalApp<LocalDeployment>;
  /** Of assemblies that the command has synthesized; removed at the end. */
  private readonly folder: string | undefined;
  private work: Promise<void> = Promise.resolve();
  private isWaiting = false;
  private stopWatching: (() => void) | undefined;

  private constructor(
    private readonly emulator: ChimeMessagingEmulator,
    private readonly options: Options,
    private readonly log: CliLog,
  ) {
    if (options.app !== undefined) this.folder = createTemporaryFolder('chime-messaging-app-');
  }

  public get outputs(): LocalApp<LocalDeployment>['outputs'] {
    return this.app.outputs;
  }

  /** Ends the watching, and removes what was synthesized; the emulator ends the functions. */
  public end(): void {
    this.stopWatching?.();
    if (this.folder !== undefined) removeTemporaryFolder(this.folder);
  }

  private async begin(): Promise<void> {
    const { stubs, watch, deploy } = this.options;
    const assembly = await this.assembly();
    this.app = await LocalDeployment.deployApp(assembly, {
      emulator: this.emulator,
      ...(stubs && { stubs }),
      onEvent: ({ stackName, logicalId, status, reason }) => {
        const level = status.endsWith('_FAILED') ? 'error' : 'debug';
        this.log.write(
          level,
          `${stackName} ${logicalId} ${status}${reason === undefined ? '' : `: ${reason}`}`,
        );
      },
    });
    this.tellStubs();
    if (watch) this.stopWatching = watchFiles(deploy ?? process.cwd(), () => this.soon());
  }

  /** What changes while the app is deployed is deployed next, once. */
  private soon(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.work = this.work.then(() => this.again());
  }

  /** A change that fails is told, and the app stays as it was. */
  private async again(): Promise<void> {
    this.isWaiting = false;
    const begun = Date.now();
    try {
      await this.app.update(await this.assembly());
      this.log.write('info', `deployed again in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      if (!this.emulator.isClosed) this.log.write('error', `not deployed again: ${(error as Error).message}`);
    }
  }

  /** The folder of the assembly as it is now. */
  private async assembly(): Promise<string> {
    const { app, deploy } = this.options;
    if (app === undefined) return resolve(deploy!);
    const folder = mkdtempSync(join(this.folder!, 'assembly-'));
    await synthesize(app, folder, this.options, this.log);
    return folder;
  }

  private tellStubs(): void {
    const stubs = this.app.stacks.flatMap((stack) => stack.stubs);
    if (stubs.length === 0) return;
    const names = stubs.map(({ stackName, logicalId, type }) => `${stackName}/${logicalId} (${type})`);
    this.log.write('info', `only stubbed: ${names.join(', ')}`);
  }
}
