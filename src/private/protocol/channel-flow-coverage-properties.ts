/**
 * What a template passes to the channel flow coverage provider; see `channel-flow-properties.ts`. The functions that sweep and detect get
 * it from the provider, through the bucket, so that a change of it takes effect together with the end of what ran before.
 */

/** The type of the custom resource that is the coverage of an app instance's channels by a channel flow. */
export const CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE = 'Custom::ChimeChannelFlowCoverage';

/** Properties of `Custom::ChimeChannelFlowCoverage`; its physical id is derived from the name of the bucket. */
export interface ChannelFlowCoverageProperties {
  readonly ChannelFlowArn: string;
  /** The users and bots that the coverage acts as, one at least: admins of the app instance. */
  readonly Bearers: string[];
  /** Which channels are to be covered; all of them if it is missing. */
  readonly Channels?: CoveredChannelsProperties;
  /** Seconds from the start of one sweep to that of the next, as a decimal number: CloudFormation makes texts of numbers. */
  readonly SweepInterval: string;
  /** For each bearer, as a decimal number, which may have a fraction. */
  readonly CallsPerSecond: string;
  /** Whether new channels are detected by a stream; half of the calls are for that then. */
  readonly Detection?: 'true';
  /** Where the coverage keeps its state. The provider empties it on deletion. */
  readonly BucketName: string;
}

/** What a channel must be like to be covered: everything that is set. */
export interface CoveredChannelsProperties {
  readonly NamePrefix?: string;
  readonly Privacy?: 'PUBLIC' | 'PRIVATE';
  readonly Mode?: 'UNRESTRICTED' | 'RESTRICTED';
}

/** The rates that make sense: far more than the service allows, and so few that a wait for the next call is still one. */
export const COVERAGE_CALLS_PER_SECOND = { minimum: 0.1, maximum: 100 } as const;
