import { existsSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { COMPILED, compiledModule } from './compiled-module';
import type { CliLog } from './log';
import type { FunctionOption } from './options';
import { UsageError } from './usage-error';
import { LocalIam } from '../cloud/iam';
import {
  codeInPlace,
  LocalLambda,
  parseFunctionReference,
  type AsyncResult,
  type FunctionConfiguration,
  type FunctionError,
} from '../cloud/lambda';
import type { ChimeMessagingEmulator } from '../emulator';

const JAVASCRIPT = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/** The longest that Lambda allows, in seconds. */
const TIMEOUT = 900;

/** Local modules that stand for Lambda functions, with every version and alias of them. */
export class ModuleFunctions {
  private readonly lambda: LocalLambda;
  /** By the ARN of the function. */
  private readonly modules: ReadonlyMap<string, string>;

  /** @throws UsageError if there is no such module, or several for one function */
  public constructor(
    options: readonly FunctionOption[],
    { clock, environment }: ChimeMessagingEmulator,
    private readonly log: CliLog,
  ) {
    this.modules = new Map(options.map(({ functionArn, module }) => [functionArn, module]));
    this.lambda = new LocalLambda({
      clock,
      iam: new LocalIam({ now: () => clock.now() }),
      environment: () => ({ ...ownEnvironment(), ...environment }),
      deliver: () => Promise.resolve(),
      onLine: (functionName, line) => log.write('info', `${functionName} | ${line}`),
      onFailure: (functionArn, { errorType, errorMessage }) =>
        log.write('warn', `${functionArn} failed: ${errorType}: ${errorMessage}`),
    });
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

  /** Whether a module stands for a function; the ARN may have a qualifier. */
  public has(functionArn: string): boolean {
    return this.lambda.find(functionArn) !== undefined;
  }

  /** Invokes a function asynchronously: with retries, and without telling the caller how it ends. */
  public invoke(functionArn: string, event: object): void {
    const { configuration } = this.lambda.find(functionArn)!;
    const { result } = this.lambda.invokeAsync(configuration.functionArn, event);
    result.then(
      (end) => this.report(configuration.functionArn, end),
      () => {}, // the command ends
    );
  }

  /** What the function wrote; `undefined` if there is none. */
  public logsOf(functionName: string): readonly string[] | undefined {
    return this.lambda.knows(functionName) ? this.lambda.logsOf(functionName).lines : undefined;
  }

  public end(): void {
    this.lambda.shutDown();
  }

  private create({ functionArn, module }: FunctionOption): void {
    const configuration = configurationOf(functionArn, module);
    const { functionName } = configuration;
    if (this.lambda.knows(functionName)) {
      throw new UsageError(
        `--function: there must be one module for each function, got two for '${functionName}'`,
      );
    }
    this.lambda.create(configuration);
  }

  private report(functionArn: string, { condition, attempts }: AsyncResult): void {
    if (condition === 'Success') return;
    this.log.write(
      'error',
      `${functionArn} failed ${attempts} times; its message stays PENDING, as on AWS without a guard`,
    );
  }
}

function configurationOf(functionArn: string, module: string): FunctionConfiguration {
  const isTypeScript = TYPESCRIPT.includes(extname(module));
  if (!isTypeScript && !JAVASCRIPT.includes(extname(module))) {
    throw new UsageError(`--function: the module must be a JavaScript or TypeScript file, got '${module}'`);
  }
  if (!existsSync(module)) throw new UsageError(`--function: there is no module '${module}'`);
  const { functionName } = parseFunctionReference(functionArn);
  return {
    functionName,
    functionArn,
    runtime: 'nodejs22.x',
    handler: `${isTypeScript ? COMPILED : basename(module)}.handler`, // with the extension: this file, and no other one of the name
    code: isTypeScript ? compiledModule(module) : codeInPlace(dirname(module)),
    environment: {},
    timeout: TIMEOUT,
    memorySize: 512,
    logGroupName: `/aws/lambda/${functionName}`,
  };
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

/** The environment of whoever starts the emulator, without its AWS account; endpoints of other services stay. */
function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') || name.startsWith('AWS_ENDPOINT_URL'),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
