import type { Timers } from '../protocol';

/** How long calls pause after the first refusal. */
const FIRST_PAUSE = 1_000;
/** The longest pause, after several refusals in a row. */
const LONGEST_PAUSE = 30_000;

/**
 * The service may accept fewer calls than are allowed here. With pauses alone, looks at channels could again and again use up the
 * calls that associations need. So each refusal also makes the calls slower by this factor.
 */
const SLOWER = 2;
/** At the slowest, there is one call in this many milliseconds. */
const SLOWEST = 2_000;
/** Each call that is accepted makes calls a little faster again, by this factor. */
const FASTER = 0.97;

/** A call that waits for its turn. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Spreads the calls of one bearer, however many wait at once, so that no second has more of them than allowed. If one call is refused
 * because there were too many, all calls slow down.
 */
export class CallRate {
  /** When the next call may begin, in milliseconds since 1970. */
  private next: number;
  /** The last refusal, and until when it keeps calls from beginning. */
  private refusedAt = -Infinity;
  private pausedUntil = -Infinity;
  private pause = FIRST_PAUSE;
  /** Milliseconds from one call to the next: at least, and at present. */
  private readonly shortest: number;
  private interval: number;
  private readonly urgent: Waiting[] = [];
  private readonly others: Waiting[] = [];

  /**
   * @param perSecond may be a fraction
   * @param delay until the first call, in milliseconds
   */
  constructor(
    perSecond: number,
    private readonly timers: Timers,
    delay = 0,
  ) {
    this.next = timers.now() + delay;
    this.shortest = 1_000 / perSecond;
    this.interval = this.shortest;
  }

  /** Milliseconds that a call would wait if it were requested now. */
  get delay(): number {
    return Math.max(0, this.next - this.timers.now());
  }

  /**
   * Resolves when a call may begin.
   *
   * @param isUrgent whether it goes ahead of calls that are not urgent, because it depends on a look that must not get
   *   old
   * @throws when the signal is aborted
   */
  async turn(signal: AbortSignal, isUrgent = false): Promise<void> {
    const turn = new Promise<void>((resolve, reject) =>
      (isUrgent ? this.urgent : this.others).push({ resolve, reject }),
    );
    // there are as many slots as calls, and each slot goes to the call that is first in line when it opens
    void this.slot(signal).then(
      () => this.first().resolve(),
      (error: Error) => this.first().reject(error),
    );
    return turn;
  }

  private first(): Waiting {
    return (this.urgent.shift() ?? this.others.shift())!;
  }

  private async slot(signal: AbortSignal): Promise<void> {
    do {
      signal.throwIfAborted();
      const { delay } = this;
      this.next = this.timers.now() + delay + this.interval;
      if (delay > 0) await this.timers.sleep(delay, signal);
    } while (this.timers.now() < this.pausedUntil); // a call was refused in the meantime
  }

  /** A call was accepted. */
  accepted(beganAt: number): void {
    if (beganAt < this.refusedAt) return;
    this.pause = FIRST_PAUSE;
    this.interval = Math.max(this.shortest, this.interval * FASTER);
  }

  /** A call was refused because there were too many. Calls that had begun before the last refusal say nothing new. */
  throttled(beganAt: number): void {
    if (beganAt < this.refusedAt) return;
    this.refusedAt = this.timers.now();
    this.pausedUntil = this.refusedAt + this.pause;
    this.next = Math.max(this.next, this.pausedUntil);
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    this.interval = Math.max(this.shortest, Math.min(SLOWER * this.interval, SLOWEST));
  }
}
