import { AsyncResource } from 'node:async_hooks';

type Callback = (...args: unknown[]) => void;

// the real ones, which the function's timers replace
const { clearTimeout, setImmediate, setTimeout } = globalThis;

/** The longest delay of a Node.js timer, in milliseconds; a longer or invalid delay counts as 1. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The return value of a function's `setTimeout` and `setInterval`: it has all features of Node.js's timers. */
export class FunctionTimer {
  private isRef = true;

  public constructor(
    private readonly id: number,
    private readonly timers: FunctionTimers,
    public readonly delay: number,
    public readonly repeats: boolean,
    public readonly run: () => void,
    /** When it fires, by the function's clock. */
    public due: number,
  ) {}

  public ref(): this {
    this.isRef = true;
    return this;
  }

  public unref(): this {
    this.isRef = false;
    return this;
  }

  public hasRef(): boolean {
    return this.isRef;
  }

  /** Restarts the timer. */
  public refresh(): this {
    this.timers.start(this);
    return this;
  }

  public close(): this {
    this.timers.clear(this);
    return this;
  }

  public [Symbol.toPrimitive](): number {
    return this.id;
  }

  public [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * The timers of a function, which follow a clock that can be moved. They keep the process alive as long as the host
 * does.
 */
export class FunctionTimers {
  /** By their ids, in the order in which they were started. */
  private readonly pending = new Map<number, FunctionTimer>();
  private lastId = 0;
  /** The one real timer, for the earliest of these. */
  private alarm: NodeJS.Timeout | undefined;
  private alarmDue = Infinity;

  /**
   * @param now the time by the function's clock
   * @param onWake is called when real time has passed and a timer is about to fire
   */
  public constructor(
    private readonly now: () => number,
    private readonly onWake: () => void,
  ) {}

  public add(callback: Callback, delay: unknown, repeats: boolean, args: unknown[]): FunctionTimer {
    if (typeof callback !== 'function') setTimeout(callback); // throws the error that Node.js throws
    const milliseconds = Math.trunc(Number(delay));
    const valid = milliseconds >= 1 && milliseconds <= LONGEST_DELAY ? milliseconds : 1;
    const inContext = AsyncResource.bind(callback); // AsyncLocalStorage must have the same value when the timer fires
    const run = () => inContext.apply(timer, args);
    const timer = new FunctionTimer(++this.lastId, this, valid, repeats, run, 0);
    return this.start(timer);
  }

  public start(timer: FunctionTimer): FunctionTimer {
    timer.due = this.now() + timer.delay;
    this.pending.delete(Number(timer));
    this.pending.set(Number(timer), timer);
    this.arm(timer.due);
    return timer;
  }

  /** Clears a timer, by object or id; anything else is ignored. */
  public clear(timer: unknown): void {
    if (timer instanceof FunctionTimer || typeof timer === 'number' || typeof timer === 'string') {
      this.pending.delete(Number(timer));
    }
  }

  /** When the first timer fires; `undefined` if there is none. */
  public get firstDue(): number | undefined {
    return this.pending.size > 0 ? Math.min(...[...this.pending.values()].map(({ due }) => due)) : undefined;
  }

  /** Whether one of the timers keeps the process alive. */
  public get keepAlive(): boolean {
    return [...this.pending.values()].some((timer) => timer.hasRef());
  }

  /** Postpones every timer. */
  public postpone(milliseconds: number): void {
    for (const timer of this.pending.values()) timer.due += milliseconds;
    this.armFirst(this.now());
  }

  /**
   * Fires the timers that are due one after the other, like Node.js: the effects of one come before the next one.
   *
   * @returns whether any timers were due
   */
  public fireDue(): boolean {
    const now = this.now();
    const due = [...this.pending.values()].filter((timer) => timer.due <= now);
    due.sort((one, other) => one.due - other.due);
    for (const timer of due) setImmediate(() => this.fire(timer));
    this.armFirst(now);
    return due.length > 0;
  }

  private fire(timer: FunctionTimer): void {
    const isPending = this.pending.get(Number(timer)) === timer;
    if (!isPending || timer.due > this.now()) return; // cleared or restarted in the meantime
    if (timer.repeats) this.start(timer);
    else this.clear(timer);
    timer.run();
  }

  /**
   * @param now the time at which due timers were determined: otherwise, a timer of the next millisecond would be lost
   */
  private armFirst(now: number): void {
    this.alarmDue = Infinity;
    clearTimeout(this.alarm);
    const later = [...this.pending.values()].map(({ due }) => due).filter((due) => due > now);
    if (later.length > 0) this.arm(Math.min(...later));
  }

  private arm(due: number): void {
    if (due >= this.alarmDue) return;
    this.alarmDue = due;
    clearTimeout(this.alarm);
    this.alarm = setTimeout(() => this.fireDue() && this.onWake(), due - this.now()).unref();
  }
}
