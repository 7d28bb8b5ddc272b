/** Channels as records: created, summarized, and deleted with everything in them. */
import { randomUUID } from 'node:crypto';
import { participantNamed } from './access';
import { newSubChannel } from './balancing';
import { disassociate } from './channel-flow-associations';
import { checkQuota, newMembership, newModerator } from './channel-roles';
import { epochSeconds, newResource, type ServiceContext } from './context';
import type { ElasticChannelConfiguration, ExpirationSettings, Tags } from '../model';
import { badRequest, conflict } from '../service-error';
import { type AppInstance, type Channel, memberArn, Memberships, type Participant } from '../state';

/** The only Region that has elastic channels. */
const ELASTIC_REGION = 'us-east-1';

interface WantedChannel {
  readonly Name: string;
  readonly Mode?: Channel['mode'];
  readonly Privacy?: Channel['privacy'];
  readonly Metadata?: string;
  readonly Tags?: Tags;
  readonly ChannelId?: string;
  readonly MemberArns?: readonly string[];
  readonly ModeratorArns?: readonly string[];
  readonly ElasticChannelConfiguration?: ElasticChannelConfiguration;
  readonly ExpirationSettings?: ExpirationSettings;
}

/**
 * Creates a channel. Its creator is a moderator and, unless the channel is elastic, also a member.
 *
 * @throws ServiceError
 */
export function newChannel(
  ctx: ServiceContext,
  appInstance: AppInstance,
  createdBy: Participant,
  input: WantedChannel,
): Channel {
  const configuration = input.ElasticChannelConfiguration;
  if (configuration) checkElastic(ctx, input);
  const named = (arns: readonly string[] = []) => arns.map((arn) => participantNamed(ctx, appInstance, arn));
  const members = named(input.MemberArns);
  const moderators = named(input.ModeratorArns);
  const arn = memberArn(appInstance.arn, 'channel', input.ChannelId ?? randomUUID());
  if (appInstance.channels.has(arn)) throw conflict('a channel with this id already exists');
  const firstMembers = new Set(configuration ? [] : [createdBy, ...members]);
  const firstModerators = new Set([createdBy, ...moderators]);
  checkQuota(ctx, 'memberships', firstMembers.size);
  checkQuota(ctx, 'moderators', firstModerators.size);
  const channel: Channel = {
    ...newResource(ctx, arn, input.Tags),
    appInstance,
    name: input.Name,
    mode: input.Mode ?? 'UNRESTRICTED',
    privacy: input.Privacy ?? ctx.behavior.defaultChannelPrivacy,
    metadata: input.Metadata,
    createdBy,
    elastic: configuration && { configuration, subChannels: new Map() },
    expirationSettings: input.ExpirationSettings,
    members: new Memberships(),
    moderators: new Map(),
    bans: new Map(),
    flow: undefined,
    formerFlow: undefined,
    lastMessageAt: undefined,
    messages: [],
  };
  appInstance.channels.set(arn, channel);
  ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL', channel });
  if (channel.elastic) newSubChannel(ctx, channel, channel.elastic);
  for (const member of firstMembers) {
    const membership = newMembership(ctx, channel, member, {
      type: 'DEFAULT',
      subChannelId: undefined,
      invitedBy: createdBy,
    });
    ctx.changes.tellOfChannel({ type: 'CREATE_CHANNEL_MEMBERSHIP', channel, membership });
  }
  for (const moderator of firstModerators) newModerator(ctx, channel, moderator, createdBy);
  return channel;
}

/** Deletes a channel with everything in it. */
export function removeChannel(ctx: ServiceContext, channel: Channel): void {
  ctx.messages.drop(channel);
  disassociate(ctx, channel);
  channel.appInstance.channels.delete(channel.arn);
  ctx.changes.tellOfChannel({ type: 'DELETE_CHANNEL', channel });
}

export interface ChannelSummary {
  Name: string;
  ChannelArn: string;
  Mode: Channel['mode'];
  Privacy: Channel['privacy'];
  Metadata: string | undefined;
  LastMessageTimestamp: number | undefined;
}

/** A channel as the service's structure `ChannelSummary`. */
export function channelSummary(channel: Channel): ChannelSummary {
  return {
    Name: channel.name,
    ChannelArn: channel.arn,
    Mode: channel.mode,
    Privacy: channel.privacy,
    Metadata: channel.metadata,
    LastMessageTimestamp: epochSeconds(channel.lastMessageAt),
  };
}

function checkElastic({ region }: ServiceContext, { Mode, MemberArns }: WantedChannel): void {
  if (region !== ELASTIC_REGION) {
    throw badRequest(`elastic channels must be in ${ELASTIC_REGION}, got ${region}`);
  }
  if (Mode !== 'RESTRICTED' || MemberArns) {
    throw badRequest("an elastic channel must be created with 'Mode' RESTRICTED and without 'MemberArns'");
  }
}
