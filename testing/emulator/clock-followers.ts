/** Something in another process that follows an {@link EmulatorClock}, such as a running function. */
export interface ClockFollower {
  /** It is busy. The clock does not move until it has finished. */
  works(): void;
  /** It does nothing until the clock shows a time, in epoch milliseconds. */
  waits(until: number): void;
  /** It has ended, and no longer follows the clock. */
  leaves(): void;
}

interface State {
  readonly onMove: (by: number) => void;
  /** `undefined` while the follower is busy. */
  waitsUntil: number | undefined;
}

/** The longest that busy followers hold up a clock, in real milliseconds: some may be waiting for a later event. */
const LONGEST_HOLD = 5_000;

/** All followers of a clock. */
export class ClockFollowers {
  private readonly states = new Set<State>();
  /** How many of the busy followers wait for a response that the clock delays. */
  private delayed = 0;
  private readonly watchers = new Set<() => void>();

  /** @param onChange is called when a follower starts to wait or leaves */
  public constructor(private readonly onChange: () => void) {}

  /** @param onMove receives the milliseconds that the clock is moved by */
  public add(onMove: (by: number) => void): ClockFollower {
    const state: State = { onMove, waitsUntil: undefined };
    this.states.add(state);
    return {
      works: () => void (state.waitsUntil = undefined),
      waits: (until) => {
        state.waitsUntil = until;
        this.changed();
      },
      leaves: () => {
        this.states.delete(state);
        this.changed();
      },
    };
  }

  public get areThere(): boolean {
    return this.states.size > 0;
  }

  /** Whether there are followers, and all of them wait. */
  public get allWait(): boolean {
    return this.areThere && this.working === 0;
  }

  /** When the first waiting follower resumes. */
  public get firstWake(): number {
    return Math.min(...[...this.states].map(({ waitsUntil = Infinity }) => waitsUntil));
  }

  /** Tells all followers that the clock has moved; those whose wait is over are busy again. */
  public moved(by: number, now: number): void {
    for (const state of this.states) {
      if (state.waitsUntil !== undefined && state.waitsUntil <= now) state.waitsUntil = undefined;
      state.onMove(by);
    }
  }

  /** Awaits something on behalf of a busy follower that can't continue before. */
  public async delay<T>(wait: Promise<T>): Promise<T> {
    this.delayed++;
    this.changed();
    try {
      return await wait;
    } finally {
      this.delayed--;
    }
  }

  /** Resolves once no busy follower can continue without the clock; to `false` if that takes too long. */
  public async quiet(): Promise<boolean> {
    if (this.areQuiet) return true;
    return new Promise((resolve) => {
      const end = (isQuiet: boolean) => {
        clearTimeout(limit);
        this.watchers.delete(watch);
        resolve(isQuiet);
      };
      const watch = () => this.areQuiet && end(true);
      const limit = setTimeout(() => end(false), LONGEST_HOLD);
      this.watchers.add(watch);
    });
  }

  public get areQuiet(): boolean {
    return this.working <= this.delayed;
  }

  private get working(): number {
    return [...this.states].filter(({ waitsUntil }) => waitsUntil === undefined).length;
  }

  private changed(): void {
    for (const watch of this.watchers) watch();
    this.onChange();
  }
}
