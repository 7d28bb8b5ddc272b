import type { FunctionProcess, Invocation, Outcome } from './function-process';
import type { FunctionError } from './messages';

const ENDED: Outcome = {
  error: { errorType: 'Runtime.ExitError', errorMessage: 'Error: the function was ended' },
};

/** The execution environments of one version of a function: kept warm, and as many as run at the same time. */
export class ProcessPool {
  private readonly idle: FunctionProcess[] = [];
  private readonly busy = new Set<FunctionProcess>();
  /** Called with whether to continue. */
  private readonly waiting: ((goOn: boolean) => void)[] = [];
  private retired = false;
  private onEnd?: () => void;

  public constructor(
    private readonly start: () => FunctionProcess,
    private readonly limit: number,
  ) {}

  public async run(invocation: Invocation): Promise<Outcome> {
    while (this.busy.size >= this.limit) {
      const goesOn = await new Promise<boolean>((resolve) => this.waiting.push(resolve));
      if (!goesOn) return ENDED;
    }
    const environment = this.acquire();
    try {
      return await environment.invoke(invocation);
    } finally {
      this.release(environment);
    }
  }

  /** Starts a process for the next invocation, which waits for it if necessary. */
  public prepare(): void {
    if (this.idle.length === 0) this.idle.push(this.start());
  }

  /**
   * Starts a process and keeps it for the next invocation; resolves with an error if its handler could not be loaded.
   */
  public async load(): Promise<FunctionError | undefined> {
    const environment = this.acquire();
    const failure = await environment.load();
    this.release(environment);
    return failure;
  }

  /** Whether an invocation is in progress. */
  public get isBusy(): boolean {
    return this.busy.size > 0;
  }

  /**
   * Ends the idle processes now, and the others when they have finished.
   *
   * @param onEnd is called when none runs, possibly more than once: invocations may still be waiting for a process
   */
  public retire(onEnd = this.onEnd): void {
    this.retired = true;
    this.onEnd = onEnd;
    for (const environment of this.idle.splice(0)) environment.kill();
    if (!this.isBusy) onEnd?.();
  }

  /** Ends every process at once. */
  public kill(): void {
    this.retire();
    for (const environment of this.busy) environment.kill();
    for (const tell of this.waiting.splice(0)) tell(false);
  }

  private acquire(): FunctionProcess {
    let environment = this.idle.pop();
    while (environment && !environment.isAlive) environment = this.idle.pop();
    environment ??= this.start();
    this.busy.add(environment);
    return environment;
  }

  private release(environment: FunctionProcess): void {
    this.busy.delete(environment);
    if (this.retired) environment.kill();
    else if (environment.isAlive) this.idle.push(environment);
    this.waiting.shift()?.(true);
    if (this.retired && !this.isBusy) this.onEnd?.();
  }
}
