import type { LambdaContext } from '../../../lambda/protocol/run';
import type { Timers } from '../../../lambda/protocol/timers';

/** Time that passes only by sleeping and by `advance`. */
export class VirtualTimers implements Timers {
  now = 0;
  readonly slept: number[] = [];
  private readonly callbacks = new Set<{ at: number; callback: () => void }>();

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    this.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.now + milliseconds, callback };
    this.callbacks.add(entry);
    return () => this.callbacks.delete(entry);
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
    for (const entry of this.callbacks) {
      if (entry.at > this.now) continue;
      this.callbacks.delete(entry);
      entry.callback();
    }
  }

  /** The context of an invocation that begins now. */
  context(timeout = 300_000): LambdaContext {
    const end = this.now + timeout;
    return { getRemainingTimeInMillis: () => Math.max(0, end - this.now) };
  }
}
