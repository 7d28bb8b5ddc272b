import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type CoverageState, isHeld, OvertakenError, type StateFile } from '../coverage-state';
import type { Timers } from '../protocol';

/** How long the state belongs to one turn after its last write. */
export const LEASE = 60_000;

/** How often a turn writes, so that nobody considers it dead. */
const HEARTBEAT = 20_000;

/** How long to wait after a write that the store did not accept. */
const PAUSE = 1_000;

/** A call always ends within this time, so none begins when less of the lease is left. */
const LONGEST_CALL = 15_000;

/**
 * One turn's right to write to the state and to the service. It lasts until it is released, or until somebody else writes
 * the state: another generation, or a turn that found it expired.
 *
 * A turn measures its time from before it sends a write, so that its lease ends for the turn before it ends for others.
 */
export class Lease {
  /**
   * Takes the lease, if nobody has it.
   *
   * @param isWanted whether the state asks for a turn at all
   * @returns undefined if there is nothing to do, or somebody else is at work
   */
  static async take(
    file: StateFile,
    timers: Timers,
    isWanted: (state: CoverageState, now: number) => boolean,
  ): Promise<Lease | undefined> {
    const askedAt = timers.now();
    const { state, at } = await file.read();
    if (!state || !state.generation.settings || isHeld(state, at) || !isWanted(state, at)) return undefined;
    const lease = new Lease(file, timers, state, at, askedAt);
    try {
      await lease.afterOthers(async () => lease.write({}));
    } catch (error) {
      if (error instanceof OvertakenError) return undefined;
      throw error;
    }
    lease.beat();
    return lease;
  }

  /** Aborted when the lease is lost: all work under it must end at once. */
  readonly signal: AbortSignal;

  private readonly holder = randomUUID();
  private readonly lost = new AbortController();
  private cancelBeat?: () => void;
  /** One write at a time: each needs the result of the one before it. */
  private writing: Promise<void> = Promise.resolve();
  private isReleased = false;
  private storeFailure: Error | undefined;

  private constructor(
    private readonly file: StateFile,
    private readonly timers: Timers,
    private current: CoverageState,
    /** The time that the store reported last, in milliseconds since 1970. */
    private storeTime: number,
    /** The function's time before it asked for that, in milliseconds since 1970. */
    private renewedAt: number,
  ) {
    this.signal = this.lost.signal;
    setMaxListeners(0, this.signal); // each call under way listens
  }

  /** The state as this turn last wrote it. */
  get state(): CoverageState {
    return this.current;
  }

  /** Milliseconds since 1970, by the clock of the store. */
  storeNow(): number {
    return this.storeTime + (this.timers.now() - this.renewedAt); // both clocks run at the same rate
  }

  /** Whether a call that changes something may begin: it will have ended before anybody else may begin one. */
  mayCall(): boolean {
    return !this.isEnded && this.timers.now() < this.renewedAt + LEASE - LONGEST_CALL;
  }

  /** The error that kept the store from renewing the lease, if that is why no more calls may begin. */
  get failure(): Error | undefined {
    return this.storeFailure;
  }

  /**
   * Changes the state, and renews the lease with it. If the store is briefly unavailable, tries again while calls may
   * begin.
   *
   * @throws {@link OvertakenError} if the lease is lost to somebody else
   */
  async save(changes: Partial<CoverageState>): Promise<void> {
    await this.afterOthers(async () => {
      for (;;) {
        try {
          await this.write(changes);
          return;
        } catch (error) {
          if (error instanceof OvertakenError || !this.mayCall()) throw error;
          await this.timers.sleep(PAUSE);
        }
      }
    });
  }

  /**
   * Ends the lease, even one that is lost, so that anybody who waits for its end need not wait for it to expire.
   *
   * @param nextCalls when each bearer may make calls again
   */
  async release(nextCalls?: CoverageState['nextCalls']): Promise<void> {
    this.isReleased = true;
    this.cancelBeat?.();
    await this.writing;
    try {
      await (this.signal.aborted
        ? this.releaseLost(nextCalls)
        : this.file.write(ended(this.current, nextCalls)));
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      await this.releaseLost(nextCalls);
    }
  }

  /** Another generation leaves the lease in the state while it waits for this turn to end. */
  private async releaseLost(nextCalls: CoverageState['nextCalls']): Promise<void> {
    const { state } = await this.file.read();
    if (state?.lease?.holder !== this.holder) return;
    await this.file.write(ended(state, nextCalls)).catch((error: unknown) => {
      if (!(error instanceof OvertakenError)) throw error;
    });
  }

  private get isEnded(): boolean {
    return this.isReleased || this.signal.aborted;
  }

  private async write(changes: Partial<CoverageState>): Promise<void> {
    const sentAt = this.timers.now();
    const until = this.storeNow() + LEASE;
    const state = { ...this.current, ...changes, lease: { holder: this.holder, until } };
    try {
      this.storeTime = await this.file.write(state);
      this.storeFailure = undefined;
    } catch (error) {
      this.storeFailure = error instanceof OvertakenError ? undefined : (error as Error);
      throw error;
    }
    this.current = state;
    this.renewedAt = sentAt;
  }

  private beat(): void {
    if (this.isEnded) return;
    this.cancelBeat = this.timers.after(HEARTBEAT, () => {
      void this.save({}).then(
        () => this.beat(),
        () => {}, // the lease is lost, as its signal says
      );
    });
  }

  private async afterOthers(write: () => Promise<void>): Promise<void> {
    const done = this.writing.then(async () => {
      if (this.isEnded) throw this.storeFailure ?? new OvertakenError();
      try {
        await write();
      } catch (error) {
        this.lost.abort();
        throw error;
      }
    });
    this.writing = done.catch(() => {});
    return done;
  }
}

function ended(state: CoverageState, nextCalls: CoverageState['nextCalls']): CoverageState {
  return { ...state, nextCalls, lease: undefined };
}
