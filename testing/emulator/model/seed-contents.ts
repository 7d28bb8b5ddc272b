/** The types of a seed, for the users who write one. `seed.ts` has the constraints of the values. */

/**
 * App instances with users, bots, admins, channel flows, and channels. Names default to ids, and ARNs are built from the
 * ids, such as `arn:aws:chime:us-east-1:111122223333:app-instance/chat/user/alice`.
 */
export interface Seed {
  /** The app instances. */
  readonly appInstances: readonly AppInstanceSeed[];
}

/** An app instance and its contents. */
export interface AppInstanceSeed {
  /** The last part of the ARN. */
  readonly id: string;
  /**
   * The name.
   * @default - the id
   */
  readonly name?: string;
  /**
   * The users.
   * @default - none
   */
  readonly users?: readonly ParticipantSeed[];
  /**
   * The bots, which do not run.
   * @default - none
   */
  readonly bots?: readonly ParticipantSeed[];
  /**
   * The ids of the users and bots that are admins.
   * @default - none
   */
  readonly admins?: readonly string[];
  /**
   * The channel flows.
   * @default - none
   */
  readonly channelFlows?: readonly ChannelFlowSeed[];
  /**
   * The channels.
   * @default - none
   */
  readonly channels?: readonly ChannelSeed[];
}

/** A user or a bot. */
export interface ParticipantSeed {
  /** The last part of the ARN. */
  readonly id: string;
  /**
   * The name.
   * @default - the id
   */
  readonly name?: string;
}

/** A channel flow. */
export interface ChannelFlowSeed {
  /** The last part of the ARN. */
  readonly id: string;
  /**
   * The name.
   * @default - the id
   */
  readonly name?: string;
  /** From 1 to 3 processors, in the order in which they run. */
  readonly processors: readonly ProcessorSeed[];
}

/** A processor of a channel flow. */
export interface ProcessorSeed {
  /** The ARN of the function, or its name in the account and Region of the emulator. */
  readonly function: string;
  /**
   * The name.
   * @default - that of the function
   */
  readonly name?: string;
  /**
   * What happens to a message if the function cannot be invoked.
   * @default 'ABORT'
   */
  readonly fallbackAction?: 'ABORT' | 'CONTINUE';
}

/** A channel. Users and bots are named by their ids. */
export interface ChannelSeed {
  /** The last part of the ARN. */
  readonly id: string;
  /**
   * The name.
   * @default - the id
   */
  readonly name?: string;
  /**
   * Who can add members.
   * @default 'RESTRICTED'
   */
  readonly mode?: 'UNRESTRICTED' | 'RESTRICTED';
  /**
   * Who can discover the channel.
   * @default 'PRIVATE'
   */
  readonly privacy?: 'PUBLIC' | 'PRIVATE';
  /**
   * The metadata.
   * @default - none
   */
  readonly metadata?: string;
  /** The user or bot that creates the channel. It is a member and moderator from the start. */
  readonly createdBy: string;
  /**
   * More members.
   * @default - only the creator
   */
  readonly members?: readonly string[];
  /**
   * More moderators.
   * @default - only the creator
   */
  readonly moderators?: readonly string[];
  /**
   * The id of a channel flow of the app instance.
   * @default - none
   */
  readonly channelFlow?: string;
}
