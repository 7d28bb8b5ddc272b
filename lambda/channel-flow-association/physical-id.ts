/**
 * Start of the physical id of an association whose creation failed. The id of the request follows if nothing was tried, and
 * what would have been the id if the service refused.
 */
export const NOT_CREATED = 'channel-flow-association-not-created';

/** What a physical id says of an association. */
export interface AssociationId {
  readonly channelArn: string;
  /** The flow that the channel had before the association was created, if any; it may be the very same one. */
  readonly displaced?: string;
}

const ID = /^(?<channelArn>arn:.+)\/channel-flow(?:\/displaced\/(?<displaced>arn:.+))?$/;

/** A channel has at most one flow, so its ARN identifies the association. */
export function physicalIdOf({ channelArn, displaced }: AssociationId): string {
  return `${channelArn}/channel-flow${displaced ? `/displaced/${displaced}` : ''}`;
}

/** The physical id of an association that the service refused. */
export function refusedIdOf(id: AssociationId): string {
  return `${NOT_CREATED}/${physicalIdOf(id)}`;
}

/** What the physical id of a refused association says, or undefined if it is no such id. */
export function parseRefusedId(physicalId: string): AssociationId | undefined {
  const prefix = `${NOT_CREATED}/`;
  return physicalId.startsWith(prefix) ? parsePhysicalId(physicalId.slice(prefix.length)) : undefined;
}

/** What a physical id says, or undefined if it is no id of ours. */
export function parsePhysicalId(physicalId: string): AssociationId | undefined {
  const { channelArn, displaced } = ID.exec(physicalId)?.groups ?? {};
  return channelArn ? { channelArn, displaced } : undefined;
}
