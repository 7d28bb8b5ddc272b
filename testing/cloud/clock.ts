/** The time that local services follow. A test can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Calls back once, unless cleared before. */
  setTimeout(fire: () => void, milliseconds: number): { clear(): void };
  /** Makes a running function follow this clock; `onMove` receives the milliseconds that the clock is moved by. */
  follow(onMove: (by: number) => void): ClockFollower;
}

/** How a running function reports to the clock. */
export interface ClockFollower {
  works(): void;
  /** It does nothing until the clock shows this time. */
  waits(until: number): void;
  leaves(): void;
}
