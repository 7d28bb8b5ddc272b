/**
 * Whether members can add others to a channel.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_ChannelSummary.html
 */
export enum ChannelMode {
  /**
   * Members can add others.
   */
  UNRESTRICTED = 'UNRESTRICTED',

  /**
   * Only moderators and admins of the app instance can add members.
   */
  RESTRICTED = 'RESTRICTED',
}
