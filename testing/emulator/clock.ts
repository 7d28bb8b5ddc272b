import { ClockFollowers, type ClockFollower } from './clock-followers';
import { check, FUNCTION, must } from '../inputs';

const EPOCH_MILLISECONDS = must('a time in epoch milliseconds', Number.isFinite);

/** A negative delay is allowed: the time has already come. */
const DELAY = must('a number of milliseconds', (value) => typeof value === 'number' && !Number.isNaN(value));

/** The limit for one move of the clock: 30,000 years, after which dates are still valid. */
export const MOVE = must(
  'a number of milliseconds from 0 to 1e15',
  (value) => typeof value === 'number' && value >= 0 && value <= 1e15,
);

/** The longest delay that Node.js supports, in milliseconds (24 days); it turns a longer one into a millisecond. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer of an {@link EmulatorClock}. */
export interface EmulatorTimer {
  /** Forgets the timer; it will not fire. */
  clear(): void;
}

interface PendingTimer {
  readonly due: number;
  readonly fire: () => void;
  cleared: boolean;
}

/**
 * The clock of an emulator and of the Node.js functions that run on it. It follows real time, unless it is created with
 * {@link EmulatorClock.manual}. You can move every clock forward, which fires the timers in between at their own times.
 */
export class EmulatorClock {
  /**
   * A clock that stands still until it is moved. Functions see its time when they start. While a function runs, its time
   * passes.
   *
   * @param start epoch milliseconds; @default - the time of the call
   */
  public static manual(start: number = Date.now()): EmulatorClock {
    check("'start'", start, EPOCH_MILLISECONDS);
    return new EmulatorClock(start, false);
  }

  /** A clock that follows real time. */
  public static realTime(): EmulatorClock {
    return new EmulatorClock(undefined, false);
  }

  /**
   * A clock that follows real time, and skips the time that functions spend waiting. While every running function waits
   * for a timer, the clock immediately moves to the first of these timers, so that a rollback that waits for two minutes
   * takes seconds. The work of functions, and responses that they wait for, take real time. A function written in Python
   * counts as busy until it ends. While no function runs, nothing is skipped.
   */
  public static skippingWaits(): EmulatorClock {
    return new EmulatorClock(undefined, true);
  }

  /** Sorted by due time; timers due at the same time are in the order in which they were set. */
  private pending: PendingTimer[] = [];
  private offset = 0;
  private alarm: NodeJS.Timeout | undefined;
  private readonly followers = new ClockFollowers(() => void this.skipWaits());
  private isSkipping = false;

  private constructor(
    private readonly frozenAt: number | undefined,
    private readonly skipsWaits: boolean,
  ) {}

  /** Epoch milliseconds. */
  public now(): number {
    return (this.frozenAt ?? Date.now()) + this.offset;
  }

  /** Calls `fire` once, `delay` milliseconds from now. */
  public setTimeout(fire: () => void, delay: number): EmulatorTimer {
    check("'fire'", fire, FUNCTION);
    check("'delay'", delay, DELAY);
    const timer = { due: this.now() + delay, fire, cleared: false };
    this.pending.splice(this.placeOf(timer.due), 0, timer);
    this.arm();
    return { clear: () => void (timer.cleared = true) };
  }

  /** Resolves `delay` milliseconds from now. */
  public sleep(delay: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, delay));
  }

  /** Delays what something in another process waits for, such as the response to a request. */
  public async delayResponse(delay: number): Promise<void> {
    await this.followers.delay(this.sleep(delay));
  }

  /**
   * Moves the clock forward. Timers that become due fire in order, each at its own time, and can set further timers
   * before the clock continues. Functions that are running, or that start in between, have some seconds of real time to
   * end or to wait for a timer before the clock continues.
   */
  public async advance(milliseconds: number): Promise<void> {
    check("'milliseconds'", milliseconds, MOVE);
    const target = this.now() + milliseconds;
    if (this.followers.areThere) await this.untilQuiet(); // without them, a clock with no timers is moved at once
    for (let stop = this.nextStop(); stop <= target; stop = this.nextStop()) {
      await this.stopAt(stop);
      if (this.followers.areThere) await this.untilQuiet();
    }
    this.moveTo(target);
  }

  /**
   * Makes something that runs in another process follow this clock, until it leaves.
   *
   * @param onMove receives the milliseconds that the clock is moved by; time that passes by itself does not count
   */
  public follow(onMove: (by: number) => void): ClockFollower {
    check("'onMove'", onMove, FUNCTION);
    return this.followers.add(onMove);
  }

  /** Forgets every timer. */
  public stop(): void {
    this.pending = [];
    clearTimeout(this.alarm);
  }

  /** While functions are running and all of them wait, moves the clock from one timer to the next. */
  private async skipWaits(): Promise<void> {
    if (!this.skipsWaits || this.isSkipping) return;
    this.isSkipping = true;
    await new Promise(setImmediate); // the last timer's effects may start another function
    while (this.followers.allWait) await this.stopAt(this.nextStop());
    this.isSkipping = false;
  }

  /** Moves to the time of the next timer or waiting function, and lets it begin. */
  private async stopAt(time: number): Promise<void> {
    this.moveTo(time);
    this.fireDue();
    await new Promise(setImmediate);
  }

  /** Its effects may start another function or set another timer. */
  private async untilQuiet(): Promise<void> {
    let isInTime = true;
    do {
      isInTime = await this.followers.quiet();
      await new Promise(setImmediate);
    } while (isInTime && !this.followers.areQuiet);
  }

  private nextStop(): number {
    return Math.min(this.next()?.due ?? Infinity, this.followers.firstWake);
  }

  private moveTo(time: number): void {
    const by = Math.max(0, time - this.now());
    this.offset += by;
    this.followers.moved(by, this.now());
  }

  private next(): PendingTimer | undefined {
    while (this.pending[0]?.cleared) this.pending.shift();
    return this.pending[0];
  }

  private placeOf(due: number): number {
    let low = 0;
    let high = this.pending.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.pending[middle]!.due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private fireDue(): void {
    for (let next = this.next(); next !== undefined && next.due <= this.now(); next = this.next()) {
      this.pending.shift();
      next.fire();
    }
    this.arm();
  }

  /** Sets one real timer, for the next of ours; it does not keep the process alive. */
  private arm(): void {
    clearTimeout(this.alarm);
    const next = this.frozenAt === undefined ? this.next() : undefined;
    if (next === undefined) return;
    const delay = Math.min(Math.max(0, next.due - this.now()), LONGEST_TIMER);
    this.alarm = setTimeout(() => this.fireDue(), delay).unref();
  }
}
