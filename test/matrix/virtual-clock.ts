import type { Timers } from '../../lambda/protocol/timers';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** Time that passes only when everything waits: hours of retries take milliseconds, and are the same each time. */
export class VirtualClock implements Timers {
  protected time: number;
  private readonly timers = new Set<Timer>();

  public constructor(
    start: number,
    private readonly onAdvance: (milliseconds: number) => Promise<void>,
  ) {
    this.time = start;
  }

  /** Epoch milliseconds. */
  public now(): number {
    return this.time;
  }

  public after(milliseconds: number, fire: () => void): () => void {
    const timer = { due: this.time + Math.max(0, milliseconds), fire };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  public async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        clear();
        reject(signal!.reason as Error);
      };
      const clear = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Lets time pass until some work is done. */
  public async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = (): void => void (isDone = true);
    work.then(end, end);
    for (;;) {
      await this.quiet();
      if (isDone) return work;
      const next = [...this.timers].reduce<Timer | undefined>(
        (first, timer) => (first && first.due <= timer.due ? first : timer),
        undefined,
      );
      if (!next) throw new Error('nothing is waited for, and nothing ends');
      this.timers.delete(next);
      await this.moveTo(Math.max(this.time, next.due));
      next.fire();
    }
  }

  /** Resolves once nothing can continue without time passing. */
  protected async quiet(): Promise<void> {
    await new Promise(setImmediate);
  }

  protected async moveTo(time: number): Promise<void> {
    await this.onAdvance(time - this.time);
    this.time = time;
  }
}

/** Pseudorandom numbers from 0 to 1; the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0; // eslint-disable-line no-bitwise
  /* eslint-disable no-bitwise */
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /* eslint-enable no-bitwise */
}
