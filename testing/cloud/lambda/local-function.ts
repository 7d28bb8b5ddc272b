import { randomUUID } from 'node:crypto';
import type { EventInvokeConfig } from './async-invocation';
import type { Clock } from '../clock';
import type { FunctionCode } from './function-code';
import type { FunctionConfiguration } from './function-configuration';
import type { FunctionLogs } from './function-logs';
import { FunctionProcess, type Outcome } from './function-process';
import type { MergedLayers } from './merged-layers';
import type { FunctionError } from './messages';
import { ProcessPool } from './process-pool';
import type { FunctionPermission } from './resource-policy';

export const LATEST = '$LATEST';

/** The settings that a function itself and each of its versions and aliases can have. */
export interface QualifierSettings {
  readonly permissions: Map<string, FunctionPermission>;
  eventInvokeConfig?: EventInvokeConfig;
}

interface Version {
  readonly configuration: FunctionConfiguration;
  readonly pool: ProcessPool;
}

/** Options for `LocalFunction`. */
export interface LocalFunctionOptions {
  /** The clock that the function follows. */
  readonly clock: Clock;
  readonly logs: FunctionLogs;
  /** The contents of layers, as functions see them. */
  readonly layers: MergedLayers;
  /** The environment of the function's processes, which may have a folder with the contents of its layers. */
  readonly environment: (
    configuration: FunctionConfiguration,
    version: string,
    layers: string | undefined,
  ) => Record<string, string>;
  /** How many processes a version may have; further invocations wait for one. */
  readonly maxProcesses: number;
}

/** A Lambda function: its code in separate processes, its versions and aliases, and its log. */
export class LocalFunction {
  public readonly logs: FunctionLogs;
  private readonly versions = new Map<string, Version>();
  private readonly aliases = new Map<string, string>();
  private readonly settings = new Map<string, QualifierSettings>();
  /** All code that versions run or ran: replaced code may still be running. */
  private readonly codes = new Set<FunctionCode>();
  /** Replaced versions that may still be running. */
  private readonly replaced = new Set<Version>();
  /** How many invocations are in progress, of all versions together. */
  private running = 0;
  private lastVersion = 0;
  private kills = 0;

  public constructor(
    configuration: FunctionConfiguration,
    private readonly options: LocalFunctionOptions,
  ) {
    this.logs = options.logs;
    this.configure(configuration);
  }

  public get configuration(): FunctionConfiguration {
    return this.versions.get(LATEST)!.configuration;
  }

  /** Changes code or configuration: the next invocation of `$LATEST` uses them. */
  public configure(configuration: FunctionConfiguration): void {
    const former = this.versions.get(LATEST);
    this.versions.set(LATEST, this.version(configuration, LATEST));
    if (!former) return;
    this.replaced.add(former);
    former.pool.retire(() => this.release(former));
  }

  /** The code of versions and their layers, including replaced code that is still running. */
  public get codeInUse(): FunctionCode[] {
    return [...this.versions.values(), ...this.replaced].flatMap(({ configuration }) => [
      configuration.code,
      ...(configuration.layers ?? []),
    ]);
  }

  /** Publishes the current `$LATEST`; returns the number of the version. */
  public publishVersion(): string {
    const number = String(++this.lastVersion);
    this.versions.set(number, this.version(this.configuration, number));
    return number;
  }

  public deleteVersion(number: string): void {
    const version = this.versions.get(number);
    this.versions.delete(number);
    version?.pool.retire(() => this.release(version));
    version?.pool.kill();
    this.settings.delete(number);
  }

  public hasAlias(name: string): boolean {
    return this.aliases.has(name);
  }

  public putAlias(name: string, version: string): void {
    this.aliases.set(name, version);
  }

  public deleteAlias(name: string): void {
    this.aliases.delete(name);
    this.settings.delete(name);
  }

  /** Whether a version or alias exists; without a qualifier, always true. */
  public has(qualifier: string | undefined): boolean {
    return this.versions.has(this.versionOf(qualifier));
  }

  /** The settings of a qualifier. Nothing is inherited: an alias does not share the function's permissions. */
  public settingsOf(qualifier: string | undefined): QualifierSettings {
    const key = qualifier ?? LATEST;
    const existing = this.settings.get(key);
    if (existing) return existing;
    const settings: QualifierSettings = { permissions: new Map() };
    this.settings.set(key, settings);
    return settings;
  }

  /** The number of the version that a qualifier refers to. */
  public versionOf(qualifier: string | undefined): string {
    return this.aliases.get(qualifier ?? LATEST) ?? qualifier ?? LATEST;
  }

  /** Starts a process for an invocation that is sure to come. */
  public prepare(): void {
    this.versions.get(LATEST)!.pool.prepare();
  }

  /** Starts a process before the first invocation; resolves with an error if its handler could not be loaded. */
  public async load(): Promise<FunctionError | undefined> {
    return this.versions.get(LATEST)!.pool.load();
  }

  /** Whether the limit of concurrent invocations is reached. */
  public get isThrottled(): boolean {
    const { reservedConcurrency } = this.configuration;
    return reservedConcurrency !== undefined && this.running >= reservedConcurrency;
  }

  /** Runs the handler once. */
  public async run(qualifier: string | undefined, requestId: string, event: string): Promise<Outcome> {
    const number = this.versionOf(qualifier);
    const version = this.versions.get(number);
    if (!version) throw new Error(`function ${this.configuration.functionName} has no version ${number}`);

    const { functionArn, functionName, memorySize, logGroupName } = version.configuration;
    this.running++;
    const outcome = version.pool.run({
      requestId,
      event,
      functionArn: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
      functionName,
      functionVersion: number,
      memoryLimitInMB: String(memorySize),
      logGroupName,
      logStreamName: `local/[${number}]${randomUUID().replaceAll('-', '')}`,
    });
    return outcome.finally(() => this.running--);
  }

  /** How often the function was ended: invocations from before are not resumed. */
  public get generation(): number {
    return this.kills;
  }

  /** Ends all processes at once, and removes their files; the next invocation starts a new one. */
  public kill(): void {
    this.kills++;
    for (const version of [...this.versions.values(), ...this.replaced]) {
      version.pool.kill();
      this.options.layers.release(version);
    }
    for (const code of this.codes) code.release();
  }

  /** Removes the files of a version that has no process and will not get another one. */
  private release(version: Version): void {
    const { code } = version.configuration;
    this.replaced.delete(version);
    this.options.layers.release(version);
    if (!this.codeInUse.includes(code)) code.release();
  }

  private version(configuration: FunctionConfiguration, number: string): Version {
    this.codes.add(configuration.code);
    const { clock, environment, layers, logs } = this.options;
    const start = () => {
      const folder = layers.folder(configuration.layers ?? [], version);
      return new FunctionProcess(configuration, environment(configuration, number, folder), clock, logs);
    };
    const version = { configuration, pool: new ProcessPool(start, this.options.maxProcesses) };
    return version;
  }
}
