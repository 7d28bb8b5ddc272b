/** What a coverage keeps between its turns. */
export interface CoverageState {
  /** What is in force. What an earlier generation began ends without another write. */
  readonly generation: Generation;
  /** Who is at work. */
  readonly lease?: LeaseTerm;
  /** The last sweep that ended. */
  readonly lastSweep?: CompletedSweep;
  /** The sweep that has begun and not ended. */
  readonly sweep?: SweepProgress;
  /** When each bearer may be called as again, where turns follow each other closely: in milliseconds since 1970, by the same clock. */
  readonly nextCalls?: Readonly<Record<string, number>>;
}

/** A coverage as one request of CloudFormation has made it. */
export interface Generation {
  readonly requestId: string;
  /**
   * When the request was sent, in milliseconds since 1970: one that was sent before another never takes its place. Of two that were
   * sent within a second, a rollback says a millisecond more.
   */
  readonly sentAt: number;
  /** What is to be done; nothing any more, if the coverage was deleted. */
  readonly settings: CoverageSettings | undefined;
}

/** What the properties of the resource ask for. */
export interface CoverageSettings {
  readonly channelFlowArn: string;
  /** Flows that this one has replaced: their channels are moved to it. */
  readonly formerFlows: readonly string[];
  readonly bearers: readonly string[];
  readonly channels: ChannelFilter;
  /** From the start of one sweep to that of the next, in milliseconds. */
  readonly sweepInterval: number;
  /** For each bearer. */
  readonly callsPerSecond: number;
}

/** What a channel must be like, in everything that is set. */
export interface ChannelFilter {
  readonly namePrefix?: string;
  readonly privacy?: 'PUBLIC' | 'PRIVATE';
  readonly mode?: 'UNRESTRICTED' | 'RESTRICTED';
}

/** The time for which one turn has the state to itself. */
export interface LeaseTerm {
  readonly holder: string;
  /** In milliseconds since 1970, by the clock of the store. */
  readonly until: number;
}

/** Times are in milliseconds since 1970, by the clock of the store. */
export interface CompletedSweep {
  /** The request whose generation it was for. */
  readonly requestId: string;
  readonly startedAt: number;
  readonly completedAt: number;
}

/** How far a sweep has come. */
export interface SweepProgress {
  /** That of its index, which is kept apart because it may be large. */
  readonly id: string;
  readonly startedAt: number;
  /** The lists that were gone through: the ARNs of flows, `PUBLIC` and `PRIVATE`. */
  readonly done: readonly string[];
  /** The list that was not, what was found in it so far, and its next page. */
  readonly current?: { readonly list: string; readonly token?: string; readonly tally: Tally };
  /** What was found in the others. */
  readonly tally: Tally;
  /** Channels that got the flow, and had none, */
  readonly associated: number;
  /** or had one that it replaces. */
  readonly moved: number;
  readonly calls: number;
}

/** What is in lists of channels. */
export interface Tally {
  readonly channels: number;
  /** Those of them that are to be covered, */
  readonly matching: number;
  /** and those of these that had to be left without a flow. */
  readonly uncovered: number;
}

/** Whether somebody is at work, at a time of the store's clock. */
export function isHeld({ lease }: CoverageState, now: number): boolean {
  return lease !== undefined && now < lease.until;
}
