import type { Request } from './request';
import type { Timers } from './timers';
import type { ServiceError } from '../chime/service-error';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Time kept free before Lambda ends the function: to answer, and to undo what came too late. */
const MARGIN = 10_000;

/**
 * How long a creation or a change may take in all. What comes to clean up after one that CloudFormation called off can
 * tell by this when nothing more is to come. A deletion has all the time of the function.
 */
export const LONGEST_CHANGE = 120_000;

/** The work for one request, from its arrival to its answer. */
export class Run {
  /** Aborted at the deadline: what is done after it can no longer be answered for. */
  readonly signal: AbortSignal;
  /** The id that a failure is answered with. */
  physicalResourceId: string;
  /** How far lengthy work has come, for the answer if the deadline ends it. */
  progress?: string;
  /** The last failed call, for the same answer. */
  lastError?: ServiceError;

  /** Milliseconds that the work may take in all. */
  readonly limit: number;
  /** Whether it would be more if the function had more time. */
  readonly isLimitedByFunction: boolean;

  private readonly deadline = new AbortController();
  private readonly margin: number;

  constructor(
    readonly request: Request,
    readonly timers: Timers,
    private readonly context: LambdaContext,
    private readonly write: (line: string) => void,
  ) {
    this.signal = this.deadline.signal;
    this.physicalResourceId = request.PhysicalResourceId;
    const time = context.getRemainingTimeInMillis();
    const available = time - Math.min(MARGIN, time / 4);
    const longest = request.RequestType === 'Delete' ? Infinity : LONGEST_CHANGE;
    this.isLimitedByFunction = available < longest;
    this.limit = Math.min(available, longest);
    this.margin = time - this.limit;
  }

  /** Milliseconds until the deadline. */
  remaining(): number {
    return Math.max(0, this.context.getRemainingTimeInMillis() - this.margin);
  }

  /** Calls back at the deadline, with the signal aborted; the returned function calls it off. */
  onDeadline(callback: () => void): () => void {
    return this.timers.after(this.remaining(), () => {
      this.deadline.abort();
      callback();
    });
  }

  /** Milliseconds until Lambda ends the function. */
  lifetime(): number {
    return this.context.getRemainingTimeInMillis();
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.timers.sleep(milliseconds, this.signal);
  }

  /** One structured line for a step; never with properties, tags or the response URL. */
  log(
    action: string,
    outcome: string,
    error?: Error & { requestId?: string },
    frames?: readonly string[],
  ): void {
    const { RequestId, RequestType, LogicalResourceId, ResourceType } = this.request;
    this.write(
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
