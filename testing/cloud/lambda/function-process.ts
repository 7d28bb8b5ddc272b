import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock, ClockFollower } from '../clock';
import { errorMessage } from './error-message';
import type { FunctionConfiguration } from './function-configuration';
import type { FunctionLogs, LogStream } from './function-logs';
import { endWithThisProcess, hasEnded } from './live-processes';
import type { FunctionError, HostMessage, InvokeMessage, MessageToHost } from './messages';
import { hostCommand } from './runtimes';

/** The result of an invocation: the payload, as JSON, or the function's error. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionError };

export type Invocation = Omit<InvokeMessage, 'type' | 'deadline' | 'clockOffset'>;

/** How long Lambda lets a module load before it ends the process, in milliseconds. */
const INIT_LIMIT = 10_000;

/** One execution environment of a function: a process that runs one invocation at a time. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly output: LogStream;
  /** Resolves when the process waits for events or has ended; with an error if no handler was loaded. */
  private readonly started: Promise<FunctionError | undefined>;
  private start!: (failure?: FunctionError) => void;
  private settle?: (outcome: Outcome) => void;
  private tellTimer?: (milliseconds: number | undefined) => void;
  /** Set while the handler runs. */
  private follower?: ClockFollower;
  private exited = false;

  /**
   * @param environment everything that the function may see of its environment
   * @param clock the clock that the function follows
   * @param logs receives the function's output, and the errors of failed invocations
   * @param initLimit how long the module may take to load, in milliseconds
   */
  public constructor(
    private readonly configuration: FunctionConfiguration,
    environment: Record<string, string>,
    private readonly clock: Clock,
    private readonly logs: FunctionLogs,
    private readonly initLimit = INIT_LIMIT,
  ) {
    this.started = new Promise((resolve) => (this.start = resolve));
    const { program, args } = hostCommand(configuration, environment);
    this.child = spawn(program, args, {
      cwd: configuration.code.folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    endWithThisProcess(this.child);
    this.output = logs.openStream();
    this.child.on('message', (message) => this.receive(message as HostMessage));
    this.child.on('error', (error) => this.end(error.message));
    this.child.on('exit', (code, signal) => this.end(signal ? `signal: ${signal}` : `exit status ${code}`));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.output.write(text)); // a character may arrive in two chunks
    }
    this.child.on('close', () => this.output.close());
    this.holdParent(false);
  }

  public get isAlive(): boolean {
    return !this.exited;
  }

  /** Waits until the handler is loaded; resolves with an error if it could not be. */
  public async load(): Promise<FunctionError | undefined> {
    const seconds = this.initLimit / 1000;
    return within(this.initLimit, this.started, () => this.stop(timeout(seconds)));
  }

  /** Runs the handler. Never rejects: a crash or a timeout is an outcome, too. */
  public async invoke(invocation: Invocation): Promise<Outcome> {
    this.holdParent(true);
    const outcome = new Promise<Outcome>((resolve) => (this.settle = resolve));
    const { timeout: seconds } = this.configuration;
    const milliseconds = seconds * 1000;
    const stop = () => this.stop(timeout(seconds, invocation.requestId));
    let isRunning = false;
    this.follower = this.clock.follow((by) => isRunning && by > 0 && this.send({ type: 'move', by }));
    // If a module takes too long to load, Lambda loads it again, within the timeout; otherwise, loading does not count
    await within(this.initLimit + milliseconds, this.started, stop);
    const now = Date.now();
    const clockOffset = this.clock.now() - now;
    this.send({ type: 'invoke', ...invocation, deadline: now + milliseconds, clockOffset });
    isRunning = true;
    // real time also limits it, because a clock may stand still
    const timer = this.clock.setTimeout(stop, milliseconds);
    const settled = await within(milliseconds, outcome, stop);
    timer.clear();
    this.follower.leaves();
    this.holdParent(false);
    this.output.endLine();
    if ('error' in settled) {
      const { runtime } = this.configuration;
      this.logs.writeMessage(
        errorMessage({ runtime, requestId: invocation.requestId, error: settled.error }),
      );
    }
    return settled;
  }

  /**
   * The milliseconds until the first timer of a Node.js function fires; `undefined` if there is no timer or no
   * function. For callers who know that the function waits for something, such as a response, that requires its clock
   * to move.
   */
  public async untilFirstTimer(): Promise<number | undefined> {
    if (this.exited) return undefined;
    const told = new Promise<number | undefined>((resolve) => (this.tellTimer = resolve));
    this.send({ type: 'ask' });
    return told;
  }

  public kill(): void {
    this.child.kill('SIGKILL');
  }

  private send(message: MessageToHost): void {
    if (this.isAlive) this.child.send(message);
  }

  private receive(message: HostMessage): void {
    switch (message.type) {
      case 'ready':
        return this.start(message.failure);
      case 'log':
        return this.output.write(message.text);
      case 'waits':
        return this.follower?.waits(this.clock.now() + message.milliseconds);
      case 'works':
        return this.follower?.works();
      case 'timer':
        return this.tellTimer?.(message.milliseconds);
      case 'result':
        return this.finish({ payload: message.payload });
      case 'error':
        return this.finish({ error: message.error });
    }
  }

  private stop(error: FunctionError): void {
    this.kill();
    this.fail(error);
  }

  private end(reason: string): void {
    hasEnded(this.child);
    this.fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `Error: Runtime exited with error: ${reason}`,
    });
  }

  private fail(error: FunctionError): void {
    this.exited = true;
    this.start(error);
    this.tellTimer?.(undefined);
    this.finish({ error });
  }

  private finish(outcome: Outcome): void {
    this.settle?.(outcome);
    this.settle = undefined;
  }

  /** An idle function does not keep its parent program alive; a running one does. */
  private holdParent(hold: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stdout, this.child.stderr];
    for (const handle of handles as (Refable | null | undefined)[]) {
      if (hold) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

function timeout(seconds: number, requestId?: string): FunctionError {
  const request = requestId === undefined ? '' : `RequestId: ${requestId} `;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `${request}Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  };
}

/** Waits for an event; if it takes too long, calls `stop`, which makes it happen. */
async function within<T>(milliseconds: number, event: Promise<T>, stop: () => void): Promise<T> {
  const timer = setTimeout(stop, milliseconds);
  try {
    return await event;
  } finally {
    clearTimeout(timer);
  }
}

interface Refable {
  ref?(): void;
  unref?(): void;
}
