/** The state that a coverage keeps between its turns. */
export interface CoverageState {
  /** The generation in force. What an earlier generation began ends without another write. */
  readonly generation: Generation;
  /** Who is at work. */
  readonly lease?: LeaseTerm;
  /** The last sweep that ended. */
  readonly lastSweep?: CompletedSweep;
  /** The sweep that has begun but not ended. */
  readonly sweep?: SweepProgress;
  /** When each bearer may make calls again, if turns follow each other closely: in milliseconds since 1970, by the store's clock. */
  readonly nextCalls?: Readonly<Record<string, number>>;
}

/** A coverage as one CloudFormation request has defined it. */
export interface Generation {
  readonly requestId: string;
  /**
   * When the request was sent, in milliseconds since 1970. A request never replaces one that was sent later. If two were sent within
   * a second, the rollback counts as a millisecond later.
   */
  readonly sentAt: number;
  /** What to do; undefined if the coverage was deleted. */
  readonly settings: CoverageSettings | undefined;
}

/** The settings that the properties of the resource define. */
export interface CoverageSettings {
  readonly channelFlowArn: string;
  /** Flows that this one has replaced: their channels are moved to it. */
  readonly formerFlows: readonly string[];
  readonly bearers: readonly string[];
  readonly channels: ChannelFilter;
  /** From the start of one sweep to the start of the next, in milliseconds. */
  readonly sweepInterval: number;
  /** For each bearer. */
  readonly callsPerSecond: number;
}

/** The conditions that a channel must meet, in every field that is set. */
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
  /** The request whose generation the sweep was for. */
  readonly requestId: string;
  readonly startedAt: number;
  readonly completedAt: number;
}

/** The progress of a sweep. */
export interface SweepProgress {
  /** The id of its index, which is stored separately because it may be large. */
  readonly id: string;
  readonly startedAt: number;
  /** The lists that are finished: the ARNs of flows, `PUBLIC` and `PRIVATE`. */
  readonly done: readonly string[];
  /** The list that is not finished, its tally so far, and its next page. */
  readonly current?: { readonly list: string; readonly token?: string; readonly tally: Tally };
  /** The tally of the finished lists. */
  readonly tally: Tally;
  /** Channels that had no flow and got this one. */
  readonly associated: number;
  /** Channels that had a flow that this one replaces, and got this one. */
  readonly moved: number;
  readonly calls: number;
}

/** The numbers of channels in lists. */
export interface Tally {
  readonly channels: number;
  /** The channels that should be covered. */
  readonly matching: number;
  /** The matching channels that had to be left without a flow. */
  readonly uncovered: number;
}

/** Whether somebody is at work at a time of the store's clock. */
export function isHeld({ lease }: CoverageState, now: number): boolean {
  return lease !== undefined && now < lease.until;
}
