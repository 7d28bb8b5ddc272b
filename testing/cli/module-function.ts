import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { FunctionOutput } from './function-output';
import type { CliLog } from './log';
import type { FunctionOption } from './options';
import { codeInPlace, LocalFunction, parseFunctionReference } from '../cloud/lambda';
import type { ChimeMessagingEmulator } from '../emulator';
import { UsageError } from './usage-error';
import {
  DEFAULT_RETRY_DELAYS,
  runAsync,
  type AsyncResult,
  type Attempt,
} from '../cloud/lambda/async-invocation';
import { functionEnvironment } from '../cloud/lambda/function-environment';

/** What Lambda allows at most, in seconds. */
const TIMEOUT = 900;

/** A local module that stands for a Lambda function: it runs in a process of its own, as in Lambda. */
export class ModuleFunction {
  public readonly functionArn: string;
  private readonly module: string;
  private readonly local: LocalFunction;

  /** @throws UsageError if there is no such module */
  public constructor(
    { functionArn, module }: FunctionOption,
    private readonly emulator: ChimeMessagingEmulator,
    private readonly log: CliLog,
  ) {
    this.functionArn = functionArn;
    this.module = module;
    const { functionName } = parseFunctionReference(functionArn);
    const configuration = {
      functionName,
      functionArn,
      runtime: 'nodejs22.x',
      handler: `${moduleName(module)}.handler`,
      code: codeInPlace(dirname(module)),
      environment: {},
      timeout: TIMEOUT,
      memorySize: 512,
      logGroupName: `/aws/lambda/${functionName}`,
    };
    const services = { ...ownEnvironment(), ...emulator.environment };
    this.local = new LocalFunction(configuration, {
      logs: new FunctionOutput((line) => log.write('info', `${functionName} | ${line}`)),
      maxProcesses: 10,
      environment: (current, version) => functionEnvironment(current, version, services, undefined),
    });
  }

  /** @throws UsageError if the module cannot be loaded, or exports no handler */
  public async load(): Promise<void> {
    const failure = await this.local.load();
    if (!failure) return;
    const { errorType, errorMessage } = failure;
    throw new UsageError(
      errorType === 'Runtime.HandlerNotFound'
        ? `--function: '${this.module}' must export a function named handler`
        : `--function: '${this.module}' cannot be loaded: ${errorType}: ${errorMessage}`,
    );
  }

  /** Invokes the function asynchronously: with retries, and without telling the caller how it ends. */
  public invoke(event: object): void {
    const requestId = randomUUID();
    const payload = JSON.stringify(event);
    void runAsync({
      config: {},
      retryDelays: DEFAULT_RETRY_DELAYS,
      now: () => this.emulator.clock.now(),
      sleep: (milliseconds) => this.emulator.clock.sleep(milliseconds),
      attempt: () => this.attempt(requestId, payload),
    }).then((result) => this.report(result));
  }

  public kill(): void {
    this.local.kill();
  }

  private async attempt(requestId: string, payload: string): Promise<Attempt> {
    const outcome = await this.local.run(undefined, requestId, payload);
    if ('payload' in outcome) return { kind: 'success', payload: outcome.payload };
    const { errorType, errorMessage } = outcome.error;
    this.log.write('warn', `${this.functionArn} failed: ${errorType}: ${errorMessage}`);
    return { kind: 'failure', error: outcome.error };
  }

  private report({ condition, attempts }: AsyncResult): void {
    if (condition === 'Success') return;
    this.log.write(
      'error',
      `${this.functionArn} failed ${attempts} times; its message stays pending, as on AWS without a guard`,
    );
  }
}

function moduleName(module: string): string {
  const { name, ext } = parse(module);
  if (!['.js', '.mjs', '.cjs'].includes(ext)) {
    throw new UsageError(`--function: the module must be a .js, .mjs or .cjs file, got '${module}'`);
  }
  if (!existsSync(module)) throw new UsageError(`--function: there is no module '${module}'`);
  return name;
}

/** The environment of whoever starts the emulator, without its AWS account; endpoints of other services stay. */
function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') || name.startsWith('AWS_ENDPOINT_URL'),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
