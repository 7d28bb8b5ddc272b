/**
 * The properties that a template passes to the channel flow association provider; see `channel-flow-properties.ts`.
 */

/** The type of the custom resource for the association of a channel with a channel flow. */
export const CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE = 'Custom::ChimeChannelFlowAssociation';

/** Properties of `Custom::ChimeChannelFlowAssociation`; its physical id is derived from the ARN of the channel. */
export interface ChannelFlowAssociationProperties {
  readonly ChannelArn: string;
  readonly ChannelFlowArn: string;
  /** The user or bot that the provider acts as: a moderator of the channel, or an admin of the app instance. */
  readonly ChimeBearer: string;
}
