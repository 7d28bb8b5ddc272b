/**
 * The properties that a template passes to the channel flow provider. Both sides import these types, so that a renamed
 * property is a compile error. The names are frozen, because events of older deployments keep arriving on updates and
 * deletes.
 */

/** The type of the custom resource for a channel flow. */
export const CHANNEL_FLOW_RESOURCE_TYPE = 'Custom::ChimeChannelFlow';

/** The type of the custom resource that finds a channel flow by its name. */
export const CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE = 'Custom::ChimeChannelFlowLookup';

/** The tag by which the provider knows its flows: see docs/adr/0005-ownership-tag.md. */
export const OWNER_TAG = 'cdk-chime-sdk-messaging:owner';

/** Properties of `Custom::ChimeChannelFlow`; its physical id is the ARN of the flow. */
export interface ChannelFlowProperties {
  readonly AppInstanceArn: string;
  readonly Name: string;
  /** In the order in which they run. */
  readonly Processors: ProcessorProperties[];
  readonly Tags?: TagProperties[];
  /** The user or bot that disassociates the flow from its channels before it is deleted. */
  readonly DisassociateBearer?: string;
}

/** A processor of a flow; its execution order is its position in the list. */
export interface ProcessorProperties {
  readonly Name: string;
  readonly FunctionArn: string;
  readonly FallbackAction: 'ABORT' | 'CONTINUE';
}

/** A tag, in CloudFormation's own form. */
export interface TagProperties {
  readonly Key: string;
  readonly Value: string;
}

/** Properties of `Custom::ChimeChannelFlowLookup`; its physical id is the ARN of the flow that was found. */
export interface ChannelFlowLookupProperties {
  readonly AppInstanceArn: string;
  readonly Name: string;
}

/** Attributes of both resource types, for `Fn::GetAtt`. */
export interface ChannelFlowData {
  readonly ChannelFlowId: string;
}
