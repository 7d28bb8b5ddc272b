import type { Timers } from '../protocol';

/** For how long a response is believed. */
const BELIEVED = 60_000;

/** What the service said a moment ago, for all who ask: they wait for the same look. One that failed is not reused. */
export class Believed<T> {
  private last: { readonly at: number; readonly answer: Promise<T> } | undefined;

  constructor(
    private readonly timers: Timers,
    private readonly look: () => Promise<T>,
  ) {}

  /** The response, looked for if none is known or the last one is old. */
  async get(): Promise<T> {
    const { last } = this;
    return last && this.timers.now() < last.at + BELIEVED ? last.answer : this.renew();
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
}
