import { CallRate } from './call-rate';
import { Failure, type Timers } from '../protocol';

/** A user or bot that makes calls, as often as the settings allow. */
export interface Bearer {
  readonly arn: string;
  readonly rate: CallRate;
}

/** The bearers that can make calls: those that are still admins. */
export class Bearers {
  private readonly all: readonly Bearer[];
  private active: readonly Bearer[];

  /** @param delays before each bearer's first call, in milliseconds, if that is not now */
  constructor(
    arns: readonly string[],
    callsPerSecond: number,
    timers: Timers,
    delays: Readonly<Record<string, number>> = {},
  ) {
    this.all = arns.map((arn) => ({ arn, rate: new CallRate(callsPerSecond, timers, delays[arn]) }));
    this.active = this.all;
  }

  /** How long each would wait for its next call, in milliseconds. */
  get delays(): Record<string, number> {
    return Object.fromEntries(this.all.map(({ arn, rate }) => [arn, rate.delay]));
  }

  /**
   * The bearer for lists, whose pages no other bearer may request, and for calls that name no bearer.
   *
   * @throws if no bearer is left
   */
  get first(): Bearer {
    const [first] = this.active;
    if (first) return first;
    throw new Failure('no bearer is an admin of the app instance anymore', 'make one an admin again');
  }

  /** The bearer that may call soonest. */
  get next(): Bearer {
    return this.active.reduce((best, each) => (each.rate.delay < best.rate.delay ? each : best), this.first);
  }

  get size(): number {
    return this.active.length;
  }

  withdraw(bearer: Bearer): void {
    this.active = this.active.filter((each) => each !== bearer);
  }

  /** The service also counts calls per account and per app instance, so a refusal of one bearer applies to all. */
  throttled(beganAt: number): void {
    for (const { rate } of this.active) rate.throttled(beganAt);
  }
}
