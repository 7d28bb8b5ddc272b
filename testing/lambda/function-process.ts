import { spawn, type ChildProcess } from 'node:child_process';
import { errorLine } from './error-line';
import type { FunctionConfiguration } from './function-configuration';
import type { FunctionLogs } from './function-logs';
import type { FunctionError, HostMessage, InvokeMessage } from './messages';
import { hostCommand } from './runtimes';

/** What came of an invocation: the payload, as JSON, or the error of the function. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionError };

export type Invocation = Omit<InvokeMessage, 'deadline'>;

/** One execution environment of a function: a process that runs one invocation at a time. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  /**
   * Resolves when the process waits for events or has ended: with why no handler was loaded, if so.
   */
  public readonly started: Promise<FunctionError | undefined>;
  private start!: (failure?: FunctionError) => void;
  private settle?: (outcome: Outcome) => void;
  private exited = false;

  /**
   * @param environment everything that the function may see of its environment
   * @param logs receives what the function writes, and why it failed
   */
  public constructor(
    private readonly configuration: FunctionConfiguration,
    environment: Record<string, string>,
    private readonly logs: FunctionLogs,
  ) {
    this.started = new Promise((resolve) => (this.start = resolve));
    const { program, args } = hostCommand(configuration);
    this.child = spawn(program, args, {
      cwd: configuration.code.folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.on('message', (message) => this.receive(message as HostMessage));
    this.child.on('error', (error) => this.end(error.message));
    this.child.on('exit', (code, signal) => this.end(signal ? `signal: ${signal}` : `exit status ${code}`));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => logs.write(data.toString()));
    }
    this.holdParent(false);
  }

  public get isAlive(): boolean {
    return !this.exited;
  }

  /** Runs the handler. Never rejects: a function that crashes or takes too long has an outcome as well. */
  public async invoke(invocation: Invocation): Promise<Outcome> {
    this.holdParent(true);
    const outcome = new Promise<Outcome>((resolve) => (this.settle = resolve));
    await this.started;
    const milliseconds = this.configuration.timeout * 1000;
    const timer = setTimeout(() => this.stop(invocation.requestId), milliseconds);
    if (this.isAlive) this.child.send({ ...invocation, deadline: Date.now() + milliseconds });
    const settled = await outcome;
    clearTimeout(timer);
    this.holdParent(false);
    if ('error' in settled) {
      const { runtime } = this.configuration;
      this.logs.writeLine(errorLine({ runtime, requestId: invocation.requestId, error: settled.error }));
    }
    return settled;
  }

  public kill(): void {
    this.child.kill('SIGKILL');
  }

  private receive(message: HostMessage): void {
    if (message.type === 'ready') this.start(message.failure);
    else if (message.type === 'log') this.logs.write(message.text);
    else if (message.type === 'result') this.finish({ payload: message.payload });
    else this.finish({ error: message.error });
  }

  private stop(requestId: string): void {
    const seconds = this.configuration.timeout.toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    this.kill();
    this.exited = true;
    this.finish({ error: { errorType: 'Sandbox.Timedout', errorMessage } });
  }

  private end(reason: string): void {
    this.exited = true;
    const error = {
      errorType: 'Runtime.ExitError',
      errorMessage: `Error: Runtime exited with error: ${reason}`,
    };
    this.start(error);
    this.finish({ error });
  }

  private finish(outcome: Outcome): void {
    this.settle?.(outcome);
    this.settle = undefined;
  }

  /** An idle function does not keep the program that started it from ending; a running one does. */
  private holdParent(hold: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stdout, this.child.stderr];
    for (const handle of handles as (Refable | null | undefined)[]) {
      if (hold) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

interface Refable {
  ref?(): void;
  unref?(): void;
}
