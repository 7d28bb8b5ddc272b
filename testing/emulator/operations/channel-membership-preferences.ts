import { type Access, authorize, bearerAndChannel, isMember } from './access';
import { refuseInElastic } from './channel-roles';
import type { ServiceContext } from './context';
import { operation } from './operation';
import { identity } from './participants';
import { channelMembershipPreferences, type ChannelMembershipPreferences, chimeArn } from '../model';
import type { Channel, ChannelMembership } from '../state';

const preferencesPath = '/channels/{ChannelArn}/memberships/{MemberArn}/preferences';
const preferencesInput = { ChannelArn: chimeArn, MemberArn: chimeArn, ChimeBearer: chimeArn };

/** The preferences of members who never set their own. */
const DEFAULTS: ChannelMembershipPreferences = { PushNotifications: { AllowNotifications: 'ALL' } };

export const channelMembershipPreferencesOperations = {
  PutChannelMembershipPreferences: operation({
    method: 'PUT',
    path: preferencesPath,
    statusCode: 200,
    input: { ...preferencesInput, Preferences: channelMembershipPreferences },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, membership } = own(ctx, input);
      membership.preferences = input.Preferences;
      return answer(channel, membership);
    },
  }),

  GetChannelMembershipPreferences: operation({
    method: 'GET',
    path: preferencesPath,
    statusCode: 200,
    input: preferencesInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, membership } = own(ctx, input);
      return answer(channel, membership);
    },
  }),
};

/** A membership belongs to its member alone: not even moderators and admins can access its preferences. */
function own(
  ctx: ServiceContext,
  input: { readonly ChannelArn: string; readonly MemberArn: string; readonly ChimeBearer: string },
): { channel: Channel; membership: ChannelMembership } {
  const isOwn = (access: Access): boolean => input.MemberArn === input.ChimeBearer && isMember(access);
  const { channel, bearer } = authorize(ctx, input, isOwn);
  refuseInElastic(ctx, channel, 'memberships must have no preferences');
  return { channel, membership: channel.members.get(bearer.arn)! };
}

function answer(
  channel: Channel,
  { member, preferences = DEFAULTS }: ChannelMembership,
): {
  ChannelArn: string;
  Member: ReturnType<typeof identity>;
  Preferences: ChannelMembershipPreferences;
} {
  return { ChannelArn: channel.arn, Member: identity(member), Preferences: preferences };
}
