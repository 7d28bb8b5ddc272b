/**
 * The properties that a template passes to the channel flow coverage provider; see `channel-flow-properties.ts`. The sweep and detection
 * functions get them from the provider, through the bucket, so that a change takes effect as soon as all former work has ended.
 */

/** The type of the custom resource for the coverage of an app instance's channels by a channel flow. */
export const CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE = 'Custom::ChimeChannelFlowCoverage';

/** Properties of `Custom::ChimeChannelFlowCoverage`; its physical id is derived from the name of the bucket. */
export interface ChannelFlowCoverageProperties {
  readonly ChannelFlowArn: string;
  /** The users and bots that the coverage acts as, at least one: admins of the app instance. */
  readonly Bearers: string[];
  /** The channels to cover; all of them if it is missing. */
  readonly Channels?: CoveredChannelsProperties;
  /** Seconds from the start of one sweep to the start of the next, as a decimal number: CloudFormation converts numbers to strings. */
  readonly SweepInterval: string;
  /** For each bearer, as a decimal number, which may have a fraction. */
  readonly CallsPerSecond: string;
  /** Whether a stream reports new channels, which then uses half of the calls. */
  readonly Detection?: 'true';
  /** The bucket with the coverage's state. The provider empties it on deletion. */
  readonly BucketName: string;
}

/** The conditions that a channel must meet to be covered: all that are set. */
export interface CoveredChannelsProperties {
  readonly NamePrefix?: string;
  readonly Privacy?: 'PUBLIC' | 'PRIVATE';
  readonly Mode?: 'UNRESTRICTED' | 'RESTRICTED';
}

/** The range of sensible rates: from one call in ten seconds to far more than the service allows. */
export const COVERAGE_CALLS_PER_SECOND = { minimum: 0.1, maximum: 100 } as const;
