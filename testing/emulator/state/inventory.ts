/** An app instance, with what is in it. */
export interface AppInstanceInventory {
  readonly appInstanceArn: string;
  readonly name: string;
  /** Users and bots. */
  readonly participants: readonly { readonly arn: string; readonly name: string | undefined }[];
  readonly channels: readonly ChannelInventory[];
  readonly channelFlows: readonly ChannelFlowInventory[];
}

export interface ChannelInventory {
  readonly channelArn: string;
  readonly name: string;
  /** The ARNs of its members. */
  readonly members: readonly string[];
  /** The ARNs of those members whose memberships are `HIDDEN`. */
  readonly hiddenMembers: readonly string[];
  /** The ARNs of its moderators. */
  readonly moderators: readonly string[];
  /** The flow that it is associated with. */
  readonly channelFlowArn: string | undefined;
}

export interface ChannelFlowInventory {
  readonly channelFlowArn: string;
  readonly name: string;
  /** In the order in which they run. */
  readonly processors: readonly {
    readonly name: string;
    readonly functionArn: string;
    readonly fallbackAction: 'ABORT' | 'CONTINUE';
  }[];
}
