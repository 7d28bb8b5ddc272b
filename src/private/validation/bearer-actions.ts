/**
 * The actions of calls that name a bearer. IAM checks others on other resources, so that a grant of them would allow nothing.
 * `Connect` is the connection of a session.
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

/** So many letters apart, a name is still a slip of another. */
const SLIPS = 3;

/** The action that was probably meant by one that is unknown: in another case, without its service, or with a slip. */
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

/** How many letters to add, leave out or replace make one text of another: the Levenshtein distance. */
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
