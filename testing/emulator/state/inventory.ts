/** An app instance and its contents. */
export interface AppInstanceInventory {
  /** The ARN of the app instance. */
  readonly appInstanceArn: string;
  /** The name of the app instance. */
  readonly name: string;
  /** Users and bots. */
  readonly participants: readonly ParticipantInventory[];
  /** Its channels. */
  readonly channels: readonly ChannelInventory[];
  /** Its channel flows. */
  readonly channelFlows: readonly ChannelFlowInventory[];
}

/** A user or a bot of an app instance. */
export interface ParticipantInventory {
  /** The ARN of the user or bot. */
  readonly arn: string;
  /** The name of the user or bot. */
  readonly name: string | undefined;
}

/** A channel of an app instance. */
export interface ChannelInventory {
  /** The ARN of the channel. */
  readonly channelArn: string;
  /** The name of the channel. */
  readonly name: string;
  /** The ARNs of its members. */
  readonly members: readonly string[];
  /** The ARNs of the members whose memberships are `HIDDEN`. */
  readonly hiddenMembers: readonly string[];
  /** The ARNs of its moderators. */
  readonly moderators: readonly string[];
  /** The ARN of the associated channel flow. */
  readonly channelFlowArn: string | undefined;
}

/** A channel flow of an app instance. */
export interface ChannelFlowInventory {
  /** The ARN of the channel flow. */
  readonly channelFlowArn: string;
  /** The name of the channel flow. */
  readonly name: string;
  /** The processors, in the order in which they run. */
  readonly processors: readonly ProcessorInventory[];
}

/** A processor of a channel flow. */
export interface ProcessorInventory {
  /** The name of the processor. */
  readonly name: string;
  /** The ARN of the processor's function. */
  readonly functionArn: string;
  /** What happens to a message if the function cannot be invoked. */
  readonly fallbackAction: 'ABORT' | 'CONTINUE';
}
