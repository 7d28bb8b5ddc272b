import type { Clock, ClockFollower } from '../../../testing/cloud/clock';
import { VirtualClock } from '../virtual-clock';

/** A function that follows the clock, in its own process. */
export interface Follower extends ClockFollower {
  readonly isWorking: boolean;
}

/** Longer than anything a function does, in real milliseconds. */
const STUCK = 60_000;

/** Virtual time for functions in their own processes: it passes while all of them wait. */
export class ProcessClock extends VirtualClock implements Clock {
  private readonly moves = new Set<(by: number) => void>();
  private readonly working = new Set<object>();
  private change: (() => void) | undefined;

  /** @param onWork is called while a function works; it may find out that the function only waits */
  public constructor(
    start: number,
    onAdvance: (milliseconds: number) => Promise<void>,
    private readonly onWork: () => void,
  ) {
    super(start, onAdvance);
  }

  public setTimeout(fire: () => void, milliseconds: number): { clear(): void } {
    return { clear: this.after(milliseconds, fire) };
  }

  public follow(onMove: (by: number) => void): Follower {
    const { working } = this;
    let stop = (): void => undefined;
    const works = (): void => {
      stop();
      working.add(onMove);
    };
    const rests = (): void => {
      stop();
      working.delete(onMove);
      this.noticed();
    };
    this.moves.add(onMove);
    works();
    return {
      get isWorking() {
        return working.has(onMove);
      },
      works,
      waits: (until) => {
        rests();
        stop = this.after(until - this.now(), works);
      },
      leaves: () => {
        this.moves.delete(onMove);
        rests();
      },
    };
  }

  /** Something has changed for a function. */
  public noticed(): void {
    this.change?.();
  }

  protected override async quiet(): Promise<void> {
    await super.quiet();
    while (this.working.size > 0) {
      const changed = new Promise<void>((resolve) => (this.change = resolve));
      this.onWork();
      await inTime(changed);
      await super.quiet();
    }
  }

  protected override async moveTo(time: number): Promise<void> {
    const by = time - this.time;
    await super.moveTo(time);
    for (const move of this.moves) move(by);
  }
}

async function inTime(change: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a function works, and comes to no end')), STUCK);
  });
  await Promise.race([change, stuck]).finally(() => clearTimeout(timer));
}
