/**
 * Whether users who aren't members can find a channel. You can't change the privacy of a channel.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_ChannelSummary.html
 */
export enum ChannelPrivacy {
  /**
   * Every user of the app instance can find the channel.
   */
  PUBLIC = 'PUBLIC',

  /**
   * Only members and admins of the app instance can find the channel.
   */
  PRIVATE = 'PRIVATE',
}
