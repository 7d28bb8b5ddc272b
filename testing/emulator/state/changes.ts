import type { Channel, ChannelBan, ChannelMembership, ChannelModerator } from './store';

/** A change of a channel by an operation, the clock, or a seed, with the records as they are afterwards. */
export type ChannelChange =
  | {
      /** A deleted channel still has its members and moderators. */
      readonly type:
        'CREATE_CHANNEL' | 'UPDATE_CHANNEL' | 'UPDATE_CHANNEL_EXPIRATION_SETTINGS' | 'DELETE_CHANNEL';
      readonly channel: Channel;
    }
  | {
      /** A deleted membership is no longer among the channel's; its member may be told all the same. */
      readonly type: 'CREATE_CHANNEL_MEMBERSHIP' | 'DELETE_CHANNEL_MEMBERSHIP' | 'UPDATE_CHANNEL_READ_MARKER';
      readonly channel: Channel;
      readonly membership: ChannelMembership;
      /** Set if the membership was deleted along with its subchannel. */
      readonly reason?: 'subchannel_DELETED';
    }
  | {
      /** Memberships that were created by one call, in a channel that is not elastic. */
      readonly type: 'BATCH_CREATE_CHANNEL_MEMBERSHIP';
      readonly channel: Channel;
      readonly memberships: readonly ChannelMembership[];
    }
  | {
      /** Balancing moved a member of an elastic channel to another subchannel. */
      readonly type: 'UPDATE_CHANNEL_MEMBERSHIP';
      readonly channel: Channel;
      readonly membership: ChannelMembership;
      readonly formerSubChannelId: string;
    }
  | {
      readonly type: 'CREATE_SUB_CHANNEL' | 'DELETE_SUB_CHANNEL';
      readonly channel: Channel;
      readonly subChannelId: string;
    }
  | {
      readonly type: 'CREATE_CHANNEL_MODERATOR' | 'DELETE_CHANNEL_MODERATOR';
      readonly channel: Channel;
      readonly moderator: ChannelModerator;
    }
  | {
      readonly type: 'CREATE_CHANNEL_BAN' | 'DELETE_CHANNEL_BAN';
      readonly channel: Channel;
      readonly ban: ChannelBan;
    };

/** Notifies listeners that something may have changed, and how channels and users changed. */
export class Changes {
  private readonly listeners = new Set<() => void>();
  private readonly channelListeners = new Set<(change: ChannelChange) => void>();
  private readonly userListeners = new Set<(deletedArn: string) => void>();

  /** Something may have changed; listeners find out what. */
  public tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** A channel has just changed; the call that caused it has not received its response yet. */
  public tellOfChannel(change: ChannelChange): void {
    for (const listener of this.channelListeners) listener(change);
  }

  /** A user has just been deleted. */
  public tellOfDeletedUser(arn: string): void {
    for (const listener of this.userListeners) listener(arn);
  }

  /** Calls a listener on every change from now on; returns a function that removes the listener. */
  public listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls a listener on every change of a channel from now on; returns a function that removes the listener. */
  public listenToChannels(listener: (change: ChannelChange) => void): () => void {
    this.channelListeners.add(listener);
    return () => void this.channelListeners.delete(listener);
  }

  /** Calls a listener with the ARN of every user that is deleted from now on; returns a function that removes the listener. */
  public listenToDeletedUsers(listener: (arn: string) => void): () => void {
    this.userListeners.add(listener);
    return () => void this.userListeners.delete(listener);
  }
}
