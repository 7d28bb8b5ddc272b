import { randomUUID } from 'node:crypto';
import type { LocalIam } from '../iam';
import {
  DEFAULT_RETRY_DELAYS,
  destinationRecord,
  runAsync,
  type AsyncResult,
  type Attempt,
} from './async-invocation';
import type { Clock } from '../clock';
import { DESTINATION_ACTIONS } from './destinations';
import { functionReferenceIn, parseFunctionReference } from './function-arn';
import type { FunctionCode } from './function-code';
import type { FunctionConfiguration } from './function-configuration';
import { functionEnvironment } from './function-environment';
import { FunctionLogs } from './function-logs';
import { LocalFunction } from './local-function';
import { MergedLayers } from './merged-layers';
import type { FunctionError } from './messages';
import { permitsService, type ServiceCaller } from './resource-policy';
import { checkProperties, FUNCTION, listOf, MILLISECONDS, OBJECT, optional, type Rules } from '../../inputs';

/** Options for `LocalLambda`. */
export interface LocalLambdaOptions {
  readonly clock: Clock;
  readonly iam: LocalIam;
  /** Returns environment variables that tell functions where the services are; called whenever a process starts. */
  readonly environment: () => Record<string, string>;
  /** Delivers the record of an asynchronous invocation to its destination. */
  readonly deliver: (destinationArn: string, record: object) => Promise<void>;
}

/** Receives what functions do, in addition to the logs. */
export interface LambdaFollower {
  /** Receives each line that a function writes. */
  readonly onLine?: (target: FunctionConfiguration, line: string) => void;
  /** Receives the error of each failed attempt, and the event that the function was invoked with. */
  readonly onFailure?: (target: FunctionConfiguration, error: FunctionError, event: unknown) => void;
}

/** Whether simultaneous changes to one function are applied one after another, or conflict. */
export type ConcurrentChanges = 'ordered' | 'conflict';

/** The response to a synchronous invocation. */
export interface InvocationResult {
  /** The id of the invocation. */
  readonly requestId: string;
  /** What the handler returned, or the description of its error. */
  readonly payload: unknown;
  /** Set when the function failed. */
  readonly functionError?: 'Unhandled';
}

/** Options for an asynchronous invocation. */
export interface AsyncInvocationOptions {
  /**
   * How long the event stays in Lambda's queue before it reaches the function, in milliseconds on the services' clock: one
   * delay for each delivery, because the queue can deliver an event more than once.
   * @default [0] - once, immediately
   */
  readonly deliveryDelays?: readonly number[];
  /**
   * The delays before the retries, in milliseconds on the services' clock.
   * @default - those of the service
   */
  readonly retryDelays?: readonly number[];
}

const LAMBDA_OPTIONS: Rules<LocalLambdaOptions> = {
  clock: OBJECT,
  iam: OBJECT,
  environment: FUNCTION,
  deliver: FUNCTION,
};

const INVOCATION_OPTIONS: Rules<AsyncInvocationOptions> = {
  deliveryDelays: optional(listOf('milliseconds, each a number from 0', MILLISECONDS)),
  retryDelays: optional(listOf('milliseconds, each a number from 0', MILLISECONDS)),
};

/** Lambda on this machine: functions by name, invoked as the service does. */
export class LocalLambda {
  /** The delays before the retries of asynchronous invocations, in milliseconds on the services' clock. */
  public retryDelays: readonly number[] = DEFAULT_RETRY_DELAYS;
  /** How many processes a version of a function may have at a time; further invocations wait. */
  public maxProcesses = 10;
  /** What happens to a change of a function while another one is in progress. */
  public concurrentChanges: ConcurrentChanges = 'ordered';
  /** The contents of layers, by the ARN of the version. */
  public readonly layers = new Map<string, FunctionCode>();
  private readonly mergedLayers = new MergedLayers();
  private readonly functions = new Map<string, LocalFunction>();
  /** By function name; they outlive the function, as log groups do. */
  private readonly logs = new Map<string, FunctionLogs>();
  private readonly followers: LambdaFollower[] = [];
  private readonly running = new Set<Promise<unknown>>();
  /** The functions whose configuration is being changed. */
  private readonly changing = new Set<LocalFunction>();

  public constructor(private readonly options: LocalLambdaOptions) {
    checkProperties('the options of LocalLambda', options, LAMBDA_OPTIONS);
  }

  public create(configuration: FunctionConfiguration): LocalFunction {
    if (this.functions.has(configuration.functionName)) {
      throw new Error(`function already exists: '${configuration.functionName}'`);
    }
    const { clock, iam, environment: services } = this.options;
    const logs = this.openLogs(configuration.functionName);
    const created = new LocalFunction(configuration, {
      clock,
      logs,
      maxProcesses: this.maxProcesses,
      layers: this.mergedLayers,
      environment: (current, version, layers) => {
        const credentials = current.roleArn && iam.credentialsFor(current.roleArn, current.functionName);
        return functionEnvironment(current, version, services(), credentials || undefined, layers);
      },
    });
    this.functions.set(configuration.functionName, created);
    return created;
  }

  /** The existing functions. */
  public get all(): LocalFunction[] {
    return [...this.functions.values()];
  }

  /** The code of functions and layers, including code that is still running. */
  public get codeInUse(): FunctionCode[] {
    return [...this.all.flatMap((target) => target.codeInUse), ...this.layers.values()];
  }

  /** Removes a function and ends its processes. */
  public delete(functionName: string): void {
    this.functions.get(functionName)?.kill();
    this.functions.delete(functionName);
  }

  /**
   * Changes the configuration of a function; the change stays in progress for a moment.
   *
   * @throws if another change is in progress and `concurrentChanges` is `conflict`
   */
  public async change<T>(target: LocalFunction, work: () => T): Promise<T> {
    if (this.concurrentChanges === 'conflict' && this.changing.has(target)) {
      const { functionArn } = target.configuration;
      throw new Error(
        `an update is in progress for ${functionArn}: let the resources that configure it depend on each other (ResourceConflictException)`,
      );
    }
    this.changing.add(target);
    try {
      const result = work();
      await new Promise(setImmediate);
      return result;
    } finally {
      this.changing.delete(target);
    }
  }

  /** Notifies a follower of what functions do from now on. */
  public follow(follower: LambdaFollower): void {
    this.followers.push(follower);
  }

  /** The log of a function, even if it was deleted. */
  public logsOf(reference: string): FunctionLogs {
    return this.logs.get(parseFunctionReference(reference).functionName) ?? new FunctionLogs();
  }

  /** Whether a function has, or once had, this name or ARN. */
  public knows(reference: string): boolean {
    const parsed = functionReferenceIn(reference);
    return parsed !== undefined && this.logs.has(parsed.functionName);
  }

  /** Removes every function: all processes end, and no event is retried. */
  public shutDown(): void {
    for (const functionName of [...this.functions.keys()]) this.delete(functionName);
  }

  /** The function that a name or ARN refers to, with or without a qualifier. */
  public find(reference: string): LocalFunction | undefined {
    const parsed = functionReferenceIn(reference);
    const found = parsed && this.functions.get(parsed.functionName);
    const isArn = reference.startsWith('arn:');
    return found && isArn && !isAt(reference, found.configuration.functionArn) ? undefined : found;
  }

  /**
   * Invokes a function and waits for its response.
   *
   * @throws if there is no such function, or if it is throttled
   */
  public async invoke(reference: string, event: unknown): Promise<InvocationResult> {
    const requestId = randomUUID();
    const attempt = await this.attempt(reference, requestId, event);
    if (attempt.kind === 'throttled') throw new Error(`rate exceeded: '${reference}' is throttled`);
    if (attempt.kind === 'success') return { requestId, payload: attempt.payload };
    return { requestId, payload: attempt.error, functionError: 'Unhandled' };
  }

  /**
   * Queues an event and does not wait for the function. The result resolves later, after retries.
   *
   * @returns immediately after the event is accepted, with a promise of the result
   * @throws if there is no such function
   */
  public invokeAsync(
    reference: string,
    event: unknown,
    options: AsyncInvocationOptions = {},
  ): { requestId: string; result: Promise<AsyncResult>; settled: Promise<unknown> } {
    checkProperties('the options of an asynchronous invocation', options, INVOCATION_OPTIONS);
    const { qualifier } = parseFunctionReference(reference);
    const target = this.get(reference);
    const requestId = randomUUID();
    const { deliveryDelays = [0], retryDelays = this.retryDelays } = options;
    const deliveries = deliveryDelays.map((delay) =>
      this.deliver(target, qualifier, requestId, event, delay, retryDelays),
    );
    const settled = Promise.allSettled(deliveries); // failures are reported to callers that use the result
    return { requestId, result: deliveries[0]!, settled };
  }

  /**
   * Passes on an event on behalf of an AWS service, which the function's resource policy must allow.
   *
   * @throws if there is no such function, or the service may not invoke it
   */
  public invokeAsService(reference: string, event: unknown, caller: ServiceCaller) {
    const { qualifier } = parseFunctionReference(reference);
    const { permissions } = this.get(reference).settingsOf(qualifier);
    if (!permitsService(permissions.values(), caller)) {
      throw new Error(
        `User is not authorized to perform: lambda:InvokeFunction on resource: ${reference}` +
          ' because no resource-based policy allows the lambda:InvokeFunction action',
      );
    }
    return this.invokeAsync(reference, event);
  }

  /** Resolves when no function is running; retries that wait for the clock to move do not count. */
  public async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.running);
      // a function that has just ended may cause another to start
      await new Promise(setImmediate);
    } while (this.running.size > 0);
  }

  private get(reference: string): LocalFunction {
    const found = this.find(reference);
    const { qualifier } = parseFunctionReference(reference);
    if (!found?.has(qualifier)) throw new Error(`Function not found: ${reference}`);
    return found;
  }

  private async deliver(
    target: LocalFunction,
    qualifier: string | undefined,
    requestId: string,
    event: unknown,
    delay: number,
    retryDelays: readonly number[],
  ): Promise<AsyncResult> {
    const { clock } = this.options;
    const { generation } = target;
    if (delay > 0) await clock.sleep(delay);
    const { functionArn, roleArn } = target.configuration;
    const reference = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
    const config = target.settingsOf(qualifier).eventInvokeConfig ?? {};
    const result = await runAsync({
      config,
      retryDelays,
      now: () => clock.now(),
      sleep: (milliseconds) => clock.sleep(milliseconds),
      attempt: async () => {
        if (target.generation !== generation) throw new Error('the function was ended');
        return this.attempt(reference, requestId, event);
      },
    });

    const destination = result.condition === 'Success' ? config.onSuccess : config.onFailure;
    if (destination === undefined) return result;
    const version = target.versionOf(qualifier);
    const request = {
      requestId,
      functionArn: `${functionArn}:${qualifier ?? '$LATEST'}`,
      version,
      payload: event,
    };
    await this.track(
      this.send(target, roleArn, destination, destinationRecord(request, result, clock.now())),
    );
    return result;
  }

  /** The function's own role must have access to the destination; a record that can't be delivered is lost. */
  private async send(
    target: LocalFunction,
    roleArn: string | undefined,
    destination: string,
    record: object,
  ) {
    const action = DESTINATION_ACTIONS[destination.split(':')[2] ?? ''];
    try {
      if (action === undefined) throw new Error('not a destination');
      if (roleArn !== undefined && !this.options.iam.allows(roleArn, { action, resource: destination })) {
        throw new Error(`${roleArn} is not authorized to perform: ${action}`);
      }
      await this.options.deliver(destination, record);
    } catch (error) {
      target.logs.writeMessage(
        `destination ${destination} could not be reached: ${(error as Error).message}`,
      );
    }
  }

  private async attempt(reference: string, requestId: string, event: unknown): Promise<Attempt> {
    const { qualifier } = parseFunctionReference(reference);
    const target = this.find(reference);
    if (!target?.has(qualifier)) {
      return {
        kind: 'failure',
        error: { errorType: 'ResourceNotFound', errorMessage: 'the function is gone' },
      };
    }
    if (target.isThrottled) return { kind: 'throttled' };

    const outcome = await this.track(target.run(qualifier, requestId, JSON.stringify(event ?? null)));
    if ('payload' in outcome) return { kind: 'success', payload: JSON.parse(outcome.payload) as unknown };
    for (const { onFailure } of this.followers) onFailure?.(target.configuration, outcome.error, event);
    return { kind: 'failure', error: outcome.error };
  }

  private openLogs(functionName: string): FunctionLogs {
    const logs = this.logs.get(functionName) ?? new FunctionLogs((line) => this.tellLine(functionName, line));
    this.logs.set(functionName, logs);
    return logs;
  }

  /** A process that is ended along with its function may still have output. */
  private tellLine(functionName: string, line: string): void {
    const target = this.functions.get(functionName);
    if (!target) return;
    for (const { onLine } of this.followers) onLine?.(target.configuration, line);
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
    }
  }
}

function isAt(reference: string, functionArn: string): boolean {
  return reference === functionArn || reference.startsWith(`${functionArn}:`);
}
