/** The time that local services go by: a test can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Calls back once, unless it is cleared before. */
  setTimeout(fire: () => void, milliseconds: number): { clear(): void };
  /** Makes a function that runs go by this clock; `onMove` is told by how many milliseconds the clock is moved. */
  follow(onMove: (by: number) => void): ClockFollower;
}

/** What the clock is told about a function that runs. */
export interface ClockFollower {
  works(): void;
  /** It does nothing until the clock shows a time. */
  waits(until: number): void;
  leaves(): void;
}
