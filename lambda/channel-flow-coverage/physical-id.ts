/** Start of the physical id of a coverage whose creation failed before it wrote anything; the id of the request follows. */
export const NOT_CREATED = 'channel-flow-coverage-not-created';

const START = 'channel-flow-coverage/';

/** A coverage is what its bucket holds. */
export function physicalIdOf(bucket: string): string {
  return START + bucket;
}

/** The bucket that an id tells, or undefined if it is no id of ours. */
export function bucketOf(physicalId: string): string | undefined {
  return physicalId.startsWith(START) ? physicalId.slice(START.length) : undefined;
}
