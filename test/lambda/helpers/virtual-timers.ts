import type { LambdaContext, Timers } from '../../../lambda/protocol';
import { EmulatorClock } from '../../../testing/emulator';

/** Time that passes only through sleeping and `advance`; an emulator with the same clock has the same time. */
export class VirtualTimers implements Timers {
  readonly slept: number[] = [];
  private readonly start: number;
  private readonly callbacks = new Set<{ at: number; callback: () => void }>();

  constructor(private readonly clock = EmulatorClock.manual()) {
    this.start = clock.now();
  }

  /** Milliseconds since these timers were created. */
  get passed(): number {
    return this.now() - this.start;
  }

  now(): number {
    return this.clock.now();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    this.advance(Math.ceil(milliseconds)); // like real timers
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.now() + milliseconds, callback };
    this.callbacks.add(entry);
    return () => this.callbacks.delete(entry);
  }

  advance(milliseconds: number): void {
    void this.clock.advance(milliseconds);
    for (const entry of this.callbacks) {
      if (entry.at > this.now()) continue;
      this.callbacks.delete(entry);
      entry.callback();
    }
  }

  /** The context of an invocation that starts now. */
  context(timeout = 300_000): LambdaContext {
    const end = this.now() + timeout;
    return { getRemainingTimeInMillis: () => Math.max(0, end - this.now()) };
  }
}
