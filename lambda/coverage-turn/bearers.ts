import { CallRate } from './call-rate';
import { Failure, type Timers } from '../protocol';

/** A user or bot that calls are made as, each as often as the settings allow. */
export interface Bearer {
  readonly arn: string;
  readonly rate: CallRate;
}

/** Whoever calls can be made as: those that are still admins. */
export class Bearers {
  private readonly all: readonly Bearer[];
  private active: readonly Bearer[];

  /** @param delays until the first call of each, in milliseconds, where that is not now */
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
   * The one for lists, whose pages must not be asked for by others, and for calls that are made as nobody.
   *
   * @throws if there is none left
   */
  get first(): Bearer {
    const [first] = this.active;
    if (first) return first;
    throw new Failure('no bearer is an admin of the app instance any more', 'make one an admin again');
  }

  /** The one that may call first. */
  get next(): Bearer {
    return this.active.reduce((best, each) => (each.rate.delay < best.rate.delay ? each : best), this.first);
  }

  get size(): number {
    return this.active.length;
  }

  withdraw(bearer: Bearer): void {
    this.active = this.active.filter((each) => each !== bearer);
  }

  /** The service counts calls also by account and app instance, so that whoever is refused speaks for all. */
  throttled(beganAt: number): void {
    for (const { rate } of this.active) rate.throttled(beganAt);
  }
}
