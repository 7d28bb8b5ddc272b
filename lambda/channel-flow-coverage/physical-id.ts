/** Prefix of the physical id of a coverage whose creation failed before it wrote anything. The request id follows it. */
export const NOT_CREATED = 'channel-flow-coverage-not-created';

const START = 'channel-flow-coverage/';

/** A coverage is identified by its bucket. */
export function physicalIdOf(bucket: string): string {
  return START + bucket;
}

/** The bucket that a physical id names, or undefined if the id is not ours. */
export function bucketOf(physicalId: string): string | undefined {
  return physicalId.startsWith(START) ? physicalId.slice(START.length) : undefined;
}
