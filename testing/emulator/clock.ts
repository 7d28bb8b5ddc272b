import { check, MILLISECONDS, must } from '../inputs';

const EPOCH_MILLISECONDS = must('a time in epoch milliseconds', Number.isFinite);

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
 * The time of an emulator. It follows real time, unless made with {@link EmulatorClock.manual}; either can be moved
 * forward, which fires the timers on the way at their own times.
 */
export class EmulatorClock {
  /**
   * A clock that stands still until it is moved.
   *
   * @param start epoch milliseconds; @default - the time of the call
   */
  public static manual(start: number = Date.now()): EmulatorClock {
    check("'start'", start, EPOCH_MILLISECONDS);
    return new EmulatorClock(start);
  }

  /** A clock that follows real time. */
  public static realTime(): EmulatorClock {
    return new EmulatorClock(undefined);
  }

  /** The next one first; timers due at the same time in the order in which they were set. */
  private pending: PendingTimer[] = [];
  private offset = 0;
  private alarm: NodeJS.Timeout | undefined;

  private constructor(private readonly frozenAt: number | undefined) {}

  /** Epoch milliseconds. */
  public now(): number {
    return (this.frozenAt ?? Date.now()) + this.offset;
  }

  /** Calls `fire` once, `delay` milliseconds from now. */
  public setTimeout(fire: () => void, delay: number): EmulatorTimer {
    const timer = { due: this.now() + delay, fire, cleared: false };
    this.pending.splice(this.placeOf(timer.due), 0, timer);
    this.arm();
    return { clear: () => void (timer.cleared = true) };
  }

  /** Resolves `delay` milliseconds from now. */
  public sleep(delay: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, delay));
  }

  /**
   * Moves the clock forward. Timers that become due fire in their order, each at its own time, and what they set off
   * can set further timers before the clock goes on.
   */
  public async advance(milliseconds: number): Promise<void> {
    check("'milliseconds'", milliseconds, MILLISECONDS);
    const target = this.now() + milliseconds;
    for (let next = this.next(); next !== undefined && next.due <= target; next = this.next()) {
      this.moveTo(next.due);
      this.fireDue();
      await new Promise(setImmediate);
    }
    this.moveTo(target);
  }

  /** Forgets every timer. */
  public stop(): void {
    this.pending = [];
    clearTimeout(this.alarm);
  }

  private moveTo(time: number): void {
    this.offset += Math.max(0, time - this.now());
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

  /** One real timer, for the next of ours; a process is not kept alive by it. */
  private arm(): void {
    clearTimeout(this.alarm);
    const next = this.frozenAt === undefined ? this.next() : undefined;
    if (next === undefined) return;
    const delay = Math.min(Math.max(0, next.due - this.now()), 2 ** 31 - 1);
    this.alarm = setTimeout(() => this.fireDue(), delay).unref();
  }
}
