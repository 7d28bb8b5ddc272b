import { CompilationError } from './compiled-module';
import { reportFunctions } from './function-reports';
import type { CliLog } from './log';
import { moduleProgram, ONE_FOLDER, type ModuleProgram } from './module-program';
import type { FunctionOption } from './options';
import { UsageError } from './usage-error';
import { WatchedFolder, withoutReadyFile } from './watch';
import { reportFailures } from '../cloud';
import { LocalIam } from '../cloud/iam';
import { LocalLambda, parseFunctionReference, type AsyncResult, type FunctionError } from '../cloud/lambda';
import type { ChimeMessagingEmulator } from '../emulator';

/** The longest timeout that Lambda allows, in seconds. */
const TIMEOUT = 900;

/**
 * Local modules that replace Lambda functions, including all their versions and aliases. They are reloaded when they
 * change.
 */
export class ModuleFunctions {
  private readonly lambda: LocalLambda;
  /** By the ARN of the function. */
  private readonly modules: ReadonlyMap<string, string>;
  /** By the ARN of the function, then by the path of the folder. */
  private readonly watched = new Map<string, Map<string, WatchedFolder>>();

  /** @throws UsageError if a module does not exist, or a function has several modules */
  public constructor(
    options: readonly FunctionOption[],
    emulator: ChimeMessagingEmulator,
    private readonly log: CliLog,
    private readonly readyFile?: string,
  ) {
    this.modules = new Map(options.map(({ functionArn, module }) => [functionArn, module]));
    const { clock, environment } = emulator;
    this.lambda = new LocalLambda({
      clock,
      iam: new LocalIam({ now: () => clock.now() }),
      environment: () => ({ ...ownEnvironment(), ...environment }),
      deliver: () => Promise.resolve(),
    });
    reportFailures(this.lambda, emulator);
    reportFunctions(this.lambda, log);
    for (const option of options) this.create(option);
  }

  /** @throws UsageError if a module cannot be loaded, or exports no handler */
  public async load(): Promise<void> {
    const loading = [...this.modules].map(async ([functionArn, module]) => {
      const failure = await this.lambda.find(functionArn)!.load();
      if (failure) throw new UsageError(`--function: '${module}' ${problem(failure)}`);
    });
    await Promise.all(loading);
  }

  public get all(): { functionName: string; functionArn: string }[] {
    return this.lambda.all.map(({ configuration: { functionName, functionArn } }) => ({
      functionName,
      functionArn,
    }));
  }

  /** Whether a module replaces a function; the ARN may have a qualifier. */
  public has(functionArn: string): boolean {
    return this.lambda.find(functionArn) !== undefined;
  }

  /** Invokes a function asynchronously: with retries, and without reporting the result to the caller. */
  public invoke(reference: string, event: object): void {
    const { functionArn, functionName } = this.lambda.find(reference)!.configuration;
    const { result } = this.lambda.invokeAsync(functionArn, event);
    result.then(
      (end) => this.report(functionName, end),
      () => {}, // the command is ending
    );
  }

  /** The output of a function; `undefined` if there is no such function. */
  public logsOf(functionName: string): readonly string[] | undefined {
    return this.lambda.knows(functionName) ? this.lambda.logsOf(functionName).lines : undefined;
  }

  public end(): void {
    for (const folders of this.watched.values()) close(folders);
    this.lambda.shutDown();
  }

  private create({ functionArn, module }: FunctionOption): void {
    const { functionName } = parseFunctionReference(functionArn);
    if (this.lambda.knows(functionName)) {
      throw new UsageError(
        `--function: there must be one module for each function, got two for '${functionName}'`,
      );
    }
    const { runtime, handler, code, ...files } = moduleProgram(module);
    this.lambda.create({
      functionName,
      functionArn,
      runtime,
      handler,
      code,
      environment: {},
      timeout: TIMEOUT,
      memorySize: 512,
      logGroupName: `/aws/lambda/${functionName}`,
    });
    this.watch({ functionArn, module }, files);
  }

  /** Watches these files instead of the previous ones. */
  private watch(option: FunctionOption, files: Pick<ModuleProgram, 'folders' | 'rules'>): void {
    close(this.watched.get(option.functionArn));
    this.watched.set(option.functionArn, new Map());
    this.watchAlso(option, files);
  }

  private watchAlso(
    option: FunctionOption,
    { folders, rules }: Pick<ModuleProgram, 'folders' | 'rules'>,
  ): void {
    const watched = this.watched.get(option.functionArn)!;
    const listener = {
      onChange: () => this.loadAgain(option),
      onProblem: (text: string) => this.log.write('warn', text),
    };
    for (const folder of folders) {
      if (watched.has(folder)) continue;
      watched.set(
        folder,
        new WatchedFolder(folder, withoutReadyFile(rules, folder, this.readyFile), listener),
      );
    }
  }

  /** If the new module is invalid, reports it and leaves the function as it was. */
  private loadAgain(option: FunctionOption): void {
    const { functionArn, module } = option;
    const target = this.lambda.find(functionArn)!;
    try {
      const { code, ...files } = moduleProgram(module);
      target.configure({ ...target.configuration, code });
      this.watch(option, files);
      this.log.write('info', `${target.configuration.functionName} runs its changed code`);
    } catch (error) {
      this.log.write('error', `not loaded again: ${(error as Error).message}`);
      if (error instanceof CompilationError) {
        this.watchAlso(option, { folders: error.folders, rules: ONE_FOLDER });
      }
    }
  }

  private report(functionName: string, { condition, attempts }: AsyncResult): void {
    if (condition === 'Success') return;
    this.log.write(
      'error',
      `${functionName} failed ${attempts} times; its message stays PENDING, as on AWS without a guard`,
    );
  }
}

function problem({ errorType, errorMessage }: FunctionError): string {
  switch (errorType) {
    case 'Runtime.HandlerNotFound':
      return 'must export a function named handler';
    case 'Sandbox.Timedout':
      return 'must load within 10 seconds, as in Lambda: do what takes longer in the handler';
    default:
      return `cannot be loaded: ${errorType}: ${errorMessage}`;
  }
}

function close(folders: ReadonlyMap<string, WatchedFolder> = new Map()): void {
  for (const folder of folders.values()) folder.close();
}

/** The environment of the user who started the emulator, without the AWS account; endpoints of other services stay. */
function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') || name.startsWith('AWS_ENDPOINT_URL'),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
