import type { Bearer, Bearers } from './bearers';
import type { Lease } from './lease';
import { type HttpOptions, isThrottled, isUnanswered, ServiceError } from '../chime';
import type { Timers } from '../protocol';

/** How often a call is tried that gets no response. */
const ATTEMPTS = 4;
/** How long is waited after the first of them; after each further one, twice as long. */
const FIRST_PAUSE = 500;

/** Until so long after it was sent, a call without a response may still take effect. */
const ON_ITS_WAY = 10_000;

/** The turn has no more time, or another generation has taken its place: no call begins any more. */
export class TurnOverError extends Error {
  override readonly name = 'TurnOverError';
}

/**
 * The calls that one turn makes: as often as each bearer may, while the lease lasts, and again where the failure is a passing
 * one.
 */
export class Turn {
  /** How many calls were sent, those that failed included. */
  calls = 0;
  private landed = -Infinity;

  /** @param endsAt in milliseconds since 1970 */
  constructor(
    private readonly lease: Lease,
    private readonly bearers: Bearers,
    readonly timers: Timers,
    private readonly endsAt: number,
  ) {}

  /** A call that changes nothing. */
  async read<T>(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<T>,
  ): Promise<T> {
    return this.call(bearer, operation, resource, send, () => {});
  }

  /** A call that changes something, which may take effect late if no response comes. */
  async write(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<void>,
  ): Promise<void> {
    await this.call(bearer, operation, resource, send, (sentAt) => {
      this.landed = Math.max(this.landed, sentAt + ON_ITS_WAY);
    });
  }

  /** @throws {@link TurnOverError} if the turn ends before, or soon after */
  async sleep(milliseconds: number): Promise<void> {
    await this.whileItLasts(async () => this.timers.sleep(milliseconds, this.lease.signal));
  }

  /** Waits until none of the calls can take effect any more. */
  async settle(): Promise<void> {
    const left = this.landed - this.timers.now();
    if (left > 0) await this.timers.sleep(left);
  }

  private async call<T>(
    bearer: Bearer,
    operation: string,
    resource: string,
    send: (options: HttpOptions) => Promise<T>,
    onSilence: (sentAt: number) => void,
  ): Promise<T> {
    for (let attempt = 1; ;) {
      await this.whileItLasts(async () => bearer.rate.turn(this.lease.signal));
      const sentAt = this.timers.now();
      this.calls++;
      try {
        const output = await send({ abortSignal: this.lease.signal });
        bearer.rate.accepted(sentAt);
        return output;
      } catch (cause) {
        const error = new ServiceError(operation, resource, cause as Error);
        if (error.statusCode === undefined) onSilence(sentAt);
        if (isThrottled(error)) {
          this.bearers.throttled(sentAt);
        } else if (isUnanswered(error) && attempt < ATTEMPTS) {
          await this.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random()));
          attempt++;
        } else {
          this.checkTime();
          throw error;
        }
      }
    }
  }

  private async whileItLasts(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      if (!this.lease.signal.aborted) throw error;
    }
    this.checkTime();
  }

  private checkTime(): void {
    if (!this.lease.mayCall() || this.timers.now() >= this.endsAt) throw new TurnOverError();
  }
}
