import { randomUUID } from 'node:crypto';
import { outcome, type Probes } from './probe';

/** Probes of calls about users, channels, tokens, tags, and lists. */
export const CHANNELS = {
  signatures: async ({ messagingUrl, appInstanceArn, bearer }) => {
    const url = `${messagingUrl}/channels?app-instance-arn=${encodeURIComponent(appInstanceArn)}`;
    const { status } = await fetch(url, { headers: { 'x-amz-chime-bearer': bearer } });
    return status < 300 ? 'ignored' : 'checked';
  },

  absentResource: (world) => {
    const ChannelArn = `${world.appInstanceArn}/channel/${randomUUID()}`;
    return outcome(world.messaging.describeChannel({ ChannelArn, ChimeBearer: world.bearer }));
  },

  unknownBearer: (world) => {
    const { appInstanceArn: AppInstanceArn } = world;
    const ChimeBearer = `${AppInstanceArn}/user/nobody`;
    return outcome(world.messaging.listChannels({ AppInstanceArn, ChimeBearer }));
  },

  clientRequestTokens: async (world) => {
    const ClientRequestToken = randomUUID();
    const [first, second] = [
      await world.channel({ ClientRequestToken }),
      await world.channel({ ClientRequestToken }),
    ];
    return first === second ? 'honored' : 'ignored';
  },

  clientRequestTokenOtherBody: async (world) => {
    const ClientRequestToken = randomUUID();
    await world.channel({ ClientRequestToken });
    return outcome(world.channel({ ClientRequestToken, Name: 'other' }), 'sameResource');
  },

  clientRequestTokenAfterDelete: async (world) => {
    const ClientRequestToken = randomUUID();
    const ChannelArn = await world.channel({ ClientRequestToken });
    await world.messaging.deleteChannel({ ChannelArn, ChimeBearer: world.bearer });
    const again = await world.channel({ ClientRequestToken });
    return again === ChannelArn ? 'returnsSameArn' : 'createsNew';
  },

  untagMissingKey: async (world) => {
    const ResourceARN = await world.flow();
    return outcome(world.messaging.untagResource({ ResourceARN, TagKeys: ['absent'] }), 'ignored');
  },

  defaultChannelPrivacy: async (world) => {
    const about = { ChannelArn: await world.channel(), ChimeBearer: world.bearer };
    return (await world.messaging.describeChannel(about)).Channel?.Privacy ?? 'none';
  },

  joinPublicChannel: async (world) => {
    const ChannelArn = await world.channel({ Privacy: 'PUBLIC', Mode: 'UNRESTRICTED' });
    const user = await world.user();
    const joining = { ChannelArn, MemberArn: user, ChimeBearer: user, Type: 'DEFAULT' } as const;
    return outcome(world.messaging.createChannelMembership(joining), 'allowed');
  },

  addBannedMember: async (world) => {
    const about = { ChannelArn: await world.channel(), ChimeBearer: world.bearer };
    const MemberArn = await world.user();
    await world.messaging.createChannelBan({ ...about, MemberArn });
    return outcome(world.messaging.createChannelMembership({ ...about, MemberArn, Type: 'DEFAULT' }));
  },

  banPrivileged: async (world) => {
    const about = { ChannelArn: await world.channel(), ChimeBearer: world.bearer };
    const ChannelModeratorArn = await world.user();
    await world.messaging.createChannelModerator({ ...about, ChannelModeratorArn });
    return outcome(world.messaging.createChannelBan({ ...about, MemberArn: ChannelModeratorArn }));
  },

  elasticUnsupported: async (world) => {
    const ElasticChannelConfiguration = {
      MaximumSubChannels: 2,
      TargetMembershipsPerSubChannel: 2,
      MinimumMembershipPercentage: 40,
    };
    const ChannelArn = await world.channel({ Mode: 'RESTRICTED', ElasticChannelConfiguration });
    const about = { ChannelArn, ChimeBearer: world.bearer, AppInstanceUserArn: world.bearer };
    return outcome(world.messaging.describeChannelModeratedByAppInstanceUser(about));
  },

  listChannelsWithoutPrivacy: async (world) => {
    const hidden = await world.channel({ Privacy: 'PRIVATE' });
    const request = { AppInstanceArn: world.appInstanceArn, ChimeBearer: world.bearer };
    for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken; isFirst = false) {
      const page = await world.messaging.listChannels({ ...request, NextToken });
      if (page.Channels?.some(({ ChannelArn }) => ChannelArn === hidden)) return 'all';
      NextToken = page.NextToken;
    }
    return 'PUBLIC';
  },

  /** In a list with pages of one item, the first item is deleted before the second page is requested. */
  listPages: async (world) => {
    const AppInstanceArn = await world.appInstance();
    const flows = [];
    for (let count = 0; count < 3; count++) flows.push(await world.flow({ AppInstanceArn }));
    const request = { AppInstanceArn, MaxResults: 1 };
    const first = await world.messaging.listChannelFlows(request);
    const seen = [first.ChannelFlows![0]!.ChannelFlowArn!];
    await world.messaging.deleteChannelFlow({ ChannelFlowArn: seen[0] });
    for (let { NextToken } = first; NextToken;) {
      const page = await world.messaging.listChannelFlows({ ...request, NextToken });
      seen.push(...(page.ChannelFlows ?? []).map(({ ChannelFlowArn }) => ChannelFlowArn!));
      NextToken = page.NextToken;
    }
    return flows.every((flow) => seen.includes(flow)) ? 'stable' : 'shifting';
  },
} satisfies Probes;
