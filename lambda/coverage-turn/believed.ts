import type { Timers } from '../protocol';

/** The fraction of its lifetime after which a response is renewed if somebody asks. */
const AHEAD = 0.75;

/** A recent response of the service. All callers wait for the same look, and a failed look is not reused. */
export class Believed<T> {
  private last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  private isLookingAhead = false;

  constructor(
    private readonly timers: Timers,
    /** How long a response is trusted, in milliseconds. */
    private readonly lifetime: number,
    private readonly look: () => Promise<T>,
  ) {}

  /** The response, from a new look if none is known or the last one is old. */
  async get(): Promise<T> {
    const age = this.last ? this.timers.now() - this.last.at : Infinity;
    if (!this.last || age >= this.lifetime) return this.renew();
    if (age >= AHEAD * this.lifetime) void this.lookAhead();
    return this.last.answer;
  }

  /** The response to a new look. */
  async renew(): Promise<T> {
    const last = { at: this.timers.now(), answer: this.look() };
    this.last = last;
    last.answer.catch(() => {
      if (this.last === last) this.last = undefined;
    });
    return last.answer;
  }

  /** Looks before the response is old, so that later callers need not wait. If that fails, the caller that needs it looks. */
  private async lookAhead(): Promise<void> {
    if (this.isLookingAhead) return;
    this.isLookingAhead = true;
    const at = this.timers.now();
    try {
      const found = await this.look();
      if (!this.last || this.last.at < at) this.last = { at, answer: Promise.resolve(found) };
    } catch {
      // the last response stays until it is old
    } finally {
      this.isLookingAhead = false;
    }
  }
}
