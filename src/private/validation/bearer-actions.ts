/**
 * The actions of calls that name a bearer. IAM checks other actions on other resources, so granting them would allow nothing.
 * `Connect` opens a session.
 */
export const BEARER_ACTIONS: readonly string[] = [
  'AssociateChannelFlow',
  'BatchCreateChannelMembership',
  'Connect',
  'CreateChannel',
  'CreateChannelBan',
  'CreateChannelMembership',
  'CreateChannelModerator',
  'DeleteChannel',
  'DeleteChannelBan',
  'DeleteChannelMembership',
  'DeleteChannelMessage',
  'DeleteChannelModerator',
  'DescribeChannel',
  'DescribeChannelBan',
  'DescribeChannelMembership',
  'DescribeChannelMembershipForAppInstanceUser',
  'DescribeChannelModeratedByAppInstanceUser',
  'DescribeChannelModerator',
  'DisassociateChannelFlow',
  'GetChannelMembershipPreferences',
  'GetChannelMessage',
  'GetChannelMessageStatus',
  'ListChannelBans',
  'ListChannelMemberships',
  'ListChannelMembershipsForAppInstanceUser',
  'ListChannelMessages',
  'ListChannelModerators',
  'ListChannels',
  'ListChannelsModeratedByAppInstanceUser',
  'ListSubChannels',
  'PutChannelExpirationSettings',
  'PutChannelMembershipPreferences',
  'RedactChannelMessage',
  'SearchChannels',
  'SendChannelMessage',
  'UpdateChannel',
  'UpdateChannelMessage',
  'UpdateChannelReadMarker',
].map((name) => `chime:${name}`);

/** Up to this many different letters count as a typo. */
const SLIPS = 3;

/** The known action that an unknown one probably stands for: in another case, without its service, or with a typo. */
export function bearerActionLike(action: string): string | undefined {
  const [nearest] = BEARER_ACTIONS.map((known) => ({
    known,
    slips: slipsBetween(plain(action), plain(known)),
  }))
    .filter(({ slips }) => slips <= SLIPS)
    .sort((one, other) => one.slips - other.slips);
  return nearest?.known;
}

function plain(action: string): string {
  return action.toLowerCase().replace(/^chime:/, '');
}

/** How many letters to add, remove or replace to turn one text into the other: the Levenshtein distance. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  [...one].forEach((letter, line) => {
    const next = [line + 1];
    [...other].forEach((wanted, column) => {
      const replaced = row[column]! + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    });
    row = next;
  });
  return row[other.length]!;
}
