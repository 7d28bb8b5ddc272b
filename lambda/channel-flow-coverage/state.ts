/** What a coverage keeps between its turns. */
export interface CoverageState {
  /** What is in force. What an earlier generation began ends without another write. */
  readonly generation: Generation;
  /** Who is at work. */
  readonly lease?: LeaseTerm;
  /** When the last sweep that ended has begun and ended, in milliseconds since 1970 by the clock of the store. */
  readonly lastSweep?: { readonly startedAt: number; readonly completedAt: number };
}

/** A coverage as one request of CloudFormation has made it. */
export interface Generation {
  readonly requestId: string;
  /** When the request was sent, in milliseconds since 1970: one that was sent before another never takes its place. */
  readonly sentAt: number;
  /** Whether the coverage was deleted: nothing is to be swept any more. */
  readonly isStopped: boolean;
}

/** The time for which one turn has the state to itself. */
export interface LeaseTerm {
  readonly holder: string;
  /** In milliseconds since 1970, by the clock of the store. */
  readonly until: number;
}

/** Whether somebody is at work, at a time of the store's clock. */
export function isHeld({ lease }: CoverageState, now: number): boolean {
  return lease !== undefined && now < lease.until;
}
