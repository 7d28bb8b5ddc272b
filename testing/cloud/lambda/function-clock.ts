import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { type FunctionTimer, FunctionTimers } from './function-timers';

const RealDate = Date;
const realNow = Date.now.bind(Date);

/**
 * The clock of a function's process, which follows the emulator's; a test can move it. `Date` and timers use it.
 * Sockets and `performance` follow real time.
 */
export class FunctionClock {
  private readonly timers: FunctionTimers;
  /** How far it is ahead of real time, in milliseconds. */
  private offset = 0;

  /** @param onWake is called when real time has passed and a timer is about to fire */
  public constructor(onWake: () => void) {
    this.timers = new FunctionTimers(() => this.now(), onWake);
  }

  public now(): number {
    return realNow() + this.offset;
  }

  /** Whether a timer keeps the function waiting. */
  public get isAwaited(): boolean {
    return this.timers.keepAlive;
  }

  /** The milliseconds until the first timer fires; `undefined` if there is none. */
  public get untilFirstTimer(): number | undefined {
    const { firstDue } = this.timers;
    return firstDue === undefined ? undefined : Math.max(0, firstDue - this.now());
  }

  /**
   * Moves the clock forward, and fires the timers that become due.
   *
   * @returns whether any timers were due
   */
  public move(milliseconds: number): boolean {
    this.offset += milliseconds;
    return this.timers.fireDue();
  }

  /** Sets the clock. It can go back, which timers do not notice. */
  public set(offset: number): void {
    const by = offset - this.offset;
    this.offset = offset;
    if (by < 0) this.timers.postpone(by);
    else this.timers.fireDue();
  }

  /** Replaces the clock of Node.js. */
  public install(): void {
    const set = (repeats: boolean) =>
      ((callback: () => void, delay: unknown, ...args: unknown[]) =>
        this.timers.add(callback, delay, repeats, args)) as unknown as typeof setTimeout;
    const clear = (timer: unknown) => this.timers.clear(timer);
    const own = { setTimeout: set(false), setInterval: set(true), clearTimeout: clear, clearInterval: clear };
    Object.defineProperty(own.setTimeout, promisify.custom, { value: this.delay });
    Object.assign(globalThis, own, { Date: this.date() });
    Object.assign(timers, own);
    Object.assign(timersPromises, { setTimeout: this.delay, setInterval: this.repeat });
    Object.assign(timersPromises.scheduler, {
      wait: (milliseconds: number, options?: DelayOptions) => this.delay(milliseconds, undefined, options),
    });
    Object.assign(AbortSignal, { timeout: (milliseconds: number) => this.timeoutSignal(milliseconds) });
    syncBuiltinESMExports();
  }

  private date(): DateConstructor {
    RealDate.now = () => this.now();
    const ownDate = new Proxy(RealDate, {
      apply: () => new RealDate(this.now()).toString(),
      construct: (target, args: unknown[], newTarget) =>
        Reflect.construct(target, args.length > 0 ? args : [this.now()], newTarget) as object,
    });
    RealDate.prototype.constructor = ownDate;
    return ownDate;
  }

  private readonly delay = async <T>(
    milliseconds?: number,
    value?: T,
    { signal, ref = true }: DelayOptions = {},
  ): Promise<T> => {
    if (signal?.aborted) throw abortError(signal);
    return new Promise<T>((resolve, reject) => {
      const end = () => {
        signal?.removeEventListener('abort', abort);
        resolve(value as T);
      };
      const timer: FunctionTimer = this.timers.add(end, milliseconds, false, []);
      if (!ref) timer.unref();
      const abort = () => {
        timer.close();
        reject(abortError(signal!));
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  };

  private readonly repeat = (milliseconds?: number, value?: unknown, options?: DelayOptions) => {
    const { delay } = this;
    return (async function* () {
      for (;;) yield await delay(milliseconds, value, options);
    })();
  };

  private timeoutSignal(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    const abort = () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    this.timers.add(abort, milliseconds, false, []).unref();
    return controller.signal;
  }
}

interface DelayOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** The error that Node.js's timers reject with. */
function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
