import type { Bearer, Bearers } from './bearers';
import type { Lease } from './lease';
import { type HttpOptions, isThrottled, isUnanswered, ServiceError } from '../chime';
import type { LambdaContext, Timers } from '../protocol';

/** How often to try a call that gets no response. */
const ATTEMPTS = 4;
/** How long to wait after the first attempt. After each further one, the wait doubles. */
const FIRST_PAUSE = 500;

/** How long after it was sent a call without a response may still take effect. */
const ON_ITS_WAY = 10_000;

/**
 * When a turn of a function ends, in milliseconds since 1970. The margin is kept free for calls to end and for saving. A
 * function that has less time than it should keeps only part of the margin.
 */
export function endOfTurn(timers: Timers, context: LambdaContext, margin: number): number {
  const available = context.getRemainingTimeInMillis();
  return timers.now() + available - Math.min(margin, available / 4);
}

/** The turn has no more time, or another generation has replaced it: no more calls begin. */
export class TurnOverError extends Error {
  override readonly name = 'TurnOverError';
}

/** The calls that one turn makes: as often as each bearer may, and while the lease lasts. */
export class Turn {
  /** How many calls were sent, including those that failed. */
  calls = 0;
  /** When the last call can no longer take effect, in milliseconds since 1970. */
  private landed = -Infinity;

  /** @param endsAt in milliseconds since 1970 */
  constructor(
    private readonly lease: Lease,
    private readonly bearers: Bearers,
    readonly timers: Timers,
    private readonly endsAt: number,
  ) {}

  /** Makes a call that changes nothing, and repeats it after a failure that may pass. */
  async read<T>(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<T>,
  ): Promise<T> {
    for (let silences = 0; ;) {
      try {
        return await this.call(bearer, operation, resource, send);
      } catch (error) {
        if (isThrottled(error)) continue; // the bearer has to wait now
        if (!isUnanswered(error) || ++silences === ATTEMPTS) throw error;
        await this.sleep(FIRST_PAUSE * 2 ** (silences - 1) * (0.5 + Math.random()));
      }
    }
  }

  /** Makes a call that changes something. Before repeating it, the caller has to check whether it is still right. */
  async write(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<void>,
    isUrgent: boolean,
  ): Promise<void> {
    let sentAt = -Infinity;
    const sendNow = async (http: HttpOptions) => {
      sentAt = this.timers.now();
      await send(http);
    };
    try {
      await this.call(bearer, operation, resource, sendNow, isUrgent);
    } catch (error) {
      const hasResponse = error instanceof ServiceError && error.statusCode !== undefined;
      if (!hasResponse) this.landed = Math.max(this.landed, sentAt + ON_ITS_WAY);
      throw error;
    }
  }

  /** @throws {@link TurnOverError} if the turn ends first */
  async sleep(milliseconds: number): Promise<void> {
    await this.whileItLasts(async () => this.timers.sleep(milliseconds, this.lease.signal));
  }

  /** Waits until none of the calls can take effect anymore. */
  async settle(): Promise<void> {
    const left = this.landed - this.timers.now();
    if (left > 0) await this.timers.sleep(left);
  }

  private async call<T>(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<T>,
    isUrgent = false,
  ): Promise<T> {
    await this.whileItLasts(async () => bearer.rate.turn(this.lease.signal, isUrgent));
    const sentAt = this.timers.now();
    this.calls++;
    try {
      const output = await send({ abortSignal: this.lease.signal });
      bearer.rate.accepted(sentAt);
      return output;
    } catch (cause) {
      this.checkLease();
      const error = new ServiceError(operation, resource, cause as Error);
      if (isThrottled(error)) this.bearers.throttled(sentAt);
      else if (error.statusCode !== undefined) bearer.rate.accepted(sentAt);
      throw error;
    }
  }

  private async whileItLasts(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      if (!this.lease.signal.aborted) throw error;
    }
    this.checkLease();
    if (this.timers.now() >= this.endsAt) throw new TurnOverError();
  }

  private checkLease(): void {
    if (!this.lease.mayCall()) throw new TurnOverError();
  }
}
