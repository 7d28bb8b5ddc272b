/**
 * Prefix of the physical id of an association whose creation failed. The request id follows it if nothing was tried, or
 * the intended physical id if the service refused.
 */
export const NOT_CREATED = 'channel-flow-association-not-created';

/** The information in the physical id of an association. */
export interface AssociationId {
  readonly channelArn: string;
  /** The flow that the channel had before the association was created, if any. It may be the very same flow. */
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

/** The information in the physical id of a refused association, or undefined for any other id. */
export function parseRefusedId(physicalId: string): AssociationId | undefined {
  const prefix = `${NOT_CREATED}/`;
  return physicalId.startsWith(prefix) ? parsePhysicalId(physicalId.slice(prefix.length)) : undefined;
}

/** The information in a physical id, or undefined if the id is not ours. */
export function parsePhysicalId(physicalId: string): AssociationId | undefined {
  const { channelArn, displaced } = ID.exec(physicalId)?.groups ?? {};
  return channelArn ? { channelArn, displaced } : undefined;
}
