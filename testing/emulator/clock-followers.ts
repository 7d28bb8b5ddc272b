/** Something in another process that follows an {@link EmulatorClock}, such as a running function. */
export interface ClockFollower {
  /** It is busy. The clock is not moved until it has finished. */
  works(): void;
  /** It does nothing until the clock shows a time, in epoch milliseconds. */
  waits(until: number): void;
  /** It has ended. */
  leaves(): void;
}

interface State {
  readonly onMove: (by: number) => void;
  /** `undefined` while it works. */
  waitsUntil: number | undefined;
}

/** How long a clock is held up by what works, in real milliseconds: some of that may wait for what comes later. */
const LONGEST_HOLD = 5_000;

/** All that follow a clock. */
export class ClockFollowers {
  private readonly states = new Set<State>();
  /** How many of those at work wait for a response that the clock delays. */
  private delayed = 0;
  private readonly watchers = new Set<() => void>();

  /** @param onChange is called when one waits, or has ended */
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

  /** Whether there are any, and all of them wait. */
  public get allWait(): boolean {
    return this.areThere && this.working === 0;
  }

  /** When the first of those that wait goes on. */
  public get firstWake(): number {
    return Math.min(...[...this.states].map(({ waitsUntil = Infinity }) => waitsUntil));
  }

  /** Tells everyone that the clock was moved; those that waited for that are at work from now on. */
  public moved(by: number, now: number): void {
    for (const state of this.states) {
      if (state.waitsUntil !== undefined && state.waitsUntil <= now) state.waitsUntil = undefined;
      state.onMove(by);
    }
  }

  /** Waits for something on behalf of one that is at work, and that can only go on then. */
  public async delay<T>(wait: Promise<T>): Promise<T> {
    this.delayed++;
    this.changed();
    try {
      return await wait;
    } finally {
      this.delayed--;
    }
  }

  /** Resolves when nobody is at work who could go on without the clock; to `false` when that takes too long. */
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
