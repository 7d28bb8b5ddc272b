import type { Failure } from './failure';
import type { Request } from './request';
import type { Timers } from './timers';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A run's dependencies. */
export interface RunDependencies {
  readonly timers: Timers;
  readonly log: (line: string) => void;
  /** Returns the status of a stack, such as `UPDATE_ROLLBACK_IN_PROGRESS`. Fails if the status is unknown. */
  readonly describeStack?: (stackId: string, run: Run) => Promise<string | undefined>;
}

/** Time kept free before Lambda ends the function: to respond, and to undo a change that came too late. */
const MARGIN = 10_000;

/**
 * How long after it was sent a creation or an update may change anything. So a request that follows a canceled one knows when
 * no more changes can come: see docs/adr/0014. A deletion has all of the function's time.
 */
const FORWARD_LIFE = 90_000;

/** A request that has to outlast an earlier one goes on until this long after it was sent. */
const LONGEST_WATCH = 112_000;

/** Time kept after that for the last look. */
const LAST_LOOK = 3_000;

/** The time that the function needs for `FORWARD_LIFE` and `LONGEST_WATCH`. With less, both are scaled down. */
const TIME_FOR_BOTH = 120_000;

/** The status of a stack that waits for a request, by request type. */
const WAITING: Readonly<Record<string, RegExp>> = {
  Create: /^(CREATE|UPDATE)_IN/,
  Update: /^UPDATE_(ROLLBACK_)?IN/,
  Delete: /IN_PROGRESS$/,
};

/** The work for one request, from its arrival to its response. */
export class Run {
  /** Aborted at the deadline: the response cannot report anything that is done later. */
  readonly signal: AbortSignal;
  /** The physical id in a response that reports a failure. */
  physicalResourceId: string;
  /** The progress of lengthy work. The response reports it if the deadline ends the work. */
  progress?: string;
  /** The last failed call, for the same response to report. */
  lastError?: Failure;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Whether a longer timeout of the function would give the run more time. */
  readonly isLimitedByFunction: boolean;
  readonly timers: Timers;

  private readonly arrivedAt: number;
  private readonly deadline = new AbortController();
  private readonly margin: number;
  private readonly scale: number;
  private life: number;

  constructor(
    readonly request: Request,
    private readonly context: LambdaContext,
    private readonly dependencies: RunDependencies,
  ) {
    this.timers = dependencies.timers;
    this.signal = this.deadline.signal;
    this.physicalResourceId = request.PhysicalResourceId;
    this.arrivedAt = this.timers.now();
    // A time in the future only shows that two clocks differ.
    this.sentAt = Math.min(request.sentAt ?? this.arrivedAt, this.arrivedAt);
    const time = context.getRemainingTimeInMillis();
    this.margin = Math.min(MARGIN, time / 4);
    const available = time - this.margin;
    this.scale = Math.min(1, available / TIME_FOR_BOTH);
    const isDelete = request.RequestType === 'Delete';
    this.life = isDelete ? Infinity : FORWARD_LIFE * this.scale;
    this.isLimitedByFunction = isDelete || this.scale < 1;
  }

  /** Milliseconds until the deadline. */
  remaining(): number {
    const end = this.sentAt + this.life;
    return Math.max(0, Math.min(end - this.timers.now(), this.lifetime() - this.margin));
  }

  /** Milliseconds since the event was sent. */
  age(): number {
    return this.timers.now() - this.sentAt;
  }

  /** Whether Lambda delivers the event again, which it does a minute after a crash, or has held it for that long. */
  isDeliveredLate(): boolean {
    return this.arrivedAt - this.sentAt > 50_000;
  }

  /** Milliseconds since the event arrived. */
  elapsed(): number {
    return this.timers.now() - this.arrivedAt;
  }

  /**
   * Moves the deadline past the time by which every earlier request must have ended.
   *
   * @returns the milliseconds until then
   */
  outlast(): number {
    const watch = LONGEST_WATCH * this.scale;
    this.life = Math.max(this.life, watch + LAST_LOOK);
    return Math.max(0, Math.min(watch - this.age(), this.remaining() - LAST_LOOK));
  }

  /** Calls back at the deadline, with the signal aborted. The returned function cancels the callback. */
  onDeadline(callback: () => void): () => void {
    let cancel = () => {};
    const wait = () => {
      cancel = this.timers.after(this.remaining(), () => {
        if (this.remaining() >= 1) return wait(); // the deadline was moved
        this.deadline.abort();
        callback();
      });
    };
    wait();
    return () => cancel();
  }

  /** Milliseconds until Lambda ends the function. */
  lifetime(): number {
    return this.context.getRemainingTimeInMillis();
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.timers.sleep(milliseconds, this.signal);
  }

  /** Whether the stack is rolling back. If not, it goes forward or has finished. Undefined if that is unknown. */
  async isRollingBack(): Promise<boolean | undefined> {
    // The cleanup after a rollback deletes the resources that the rollback has replaced.
    return this.stackIs(/ROLLBACK_(COMPLETE_CLEANUP_)?IN_PROGRESS$/);
  }

  /** Whether the request was delivered late and the stack no longer waits for it. */
  async isForsaken(): Promise<boolean> {
    return this.isDeliveredLate() && (await this.stackIs(WAITING[this.request.RequestType])) === false;
  }

  private async stackIs(expected: RegExp | undefined): Promise<boolean | undefined> {
    try {
      const status = await this.dependencies.describeStack?.(this.request.StackId, this);
      return status ? expected?.test(status) : undefined;
    } catch (error) {
      this.log('DescribeStacks', 'unknown', error as Error);
      return undefined;
    }
  }

  /** Logs one structured line for a step, never with properties, tags or the response URL. */
  log(
    action: string,
    outcome: string,
    error?: Error & { requestId?: string },
    frames?: readonly string[],
  ): void {
    const { RequestId, RequestType, LogicalResourceId, ResourceType } = this.request;
    this.dependencies.log(
      JSON.stringify({
        requestId: RequestId,
        requestType: RequestType,
        logicalResourceId: LogicalResourceId,
        resourceType: ResourceType,
        action,
        outcome,
        errorName: error?.name,
        serviceRequestId: error?.requestId,
        frames,
      }),
    );
  }
}
