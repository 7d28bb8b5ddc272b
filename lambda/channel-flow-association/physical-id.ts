const SUFFIX = '/channel-flow';

/** Start of the physical id of an association whose creation failed; the id of the request follows. */
export const NOT_CREATED = 'channel-flow-association-not-created';

/** A channel has at most one flow, so its ARN identifies the association. */
export function physicalIdOf(channelArn: string): string {
  return `${channelArn}${SUFFIX}`;
}

/** The channel that a physical id names, or undefined if it is no id of ours. */
export function channelOf(physicalId: string): string | undefined {
  return physicalId.startsWith('arn:') && physicalId.endsWith(SUFFIX)
    ? physicalId.slice(0, -SUFFIX.length)
    : undefined;
}
