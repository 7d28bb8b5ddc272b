/**
 * Structures of the service model in the format of sessions and streams: unlike in API responses, times are ISO 8601.
 */
import {
  statusFor,
  versionFor,
  type Channel,
  type ChannelBan,
  type ChannelMembership,
  type ChannelModerator,
  type Message,
  type MessageStatus,
  type MessageVersion,
  type Participant,
} from '../state';

/** The structure `ChannelMessageSummary` for a version of a message. */
export function messageSummary(message: Message, version: MessageVersion, status: MessageStatus): object {
  const editedAt = message.draft?.editedAt ?? message.editedAt;
  return {
    MessageId: message.id,
    ...(!message.redacted && { Content: version.content, Metadata: version.metadata }),
    Type: message.type,
    CreatedTimestamp: isoTime(message.createdAt),
    LastEditedTimestamp: optionalTime(editedAt),
    LastUpdatedTimestamp: isoTime(message.updatedAt),
    Sender: identity(message.sender),
    Redacted: message.redacted,
    Status: { Value: status },
    MessageAttributes: version.attributes,
    ContentType: version.contentType,
    Target: message.target,
  };
}

/** The structure `ChannelMessage` for a version of a message. */
export function channelMessage(message: Message, version: MessageVersion, status: MessageStatus): object {
  return {
    ChannelArn: message.channel.arn,
    ...messageSummary(message, version, status),
    Persistence: message.persistence,
    SubChannelId: message.subChannelId,
  };
}

/** The summary of a message as one user sees it; `undefined` if the user does not see the message. */
export function messageSummaryFor(message: Message, viewer: Participant): object | undefined {
  const version = versionFor(message, viewer);
  return version && messageSummary(message, version, statusFor(message, viewer));
}

export function channelSummary(channel: Channel): object {
  return {
    Name: channel.name,
    ChannelArn: channel.arn,
    Mode: channel.mode,
    Privacy: channel.privacy,
    Metadata: channel.metadata,
    LastMessageTimestamp: optionalTime(channel.lastMessageAt),
  };
}

export function channelDetails(channel: Channel): object {
  return {
    ...channelSummary(channel),
    CreatedBy: identity(channel.createdBy),
    CreatedTimestamp: isoTime(channel.createdAt),
    LastUpdatedTimestamp: isoTime(channel.updatedAt),
    ChannelFlowArn: channel.flow?.arn,
    ElasticChannelConfiguration: channel.elastic?.configuration,
    ExpirationSettings: channel.expirationSettings,
  };
}

export function membershipDetails(channel: Channel, membership: ChannelMembership): object {
  return {
    ChannelArn: channel.arn,
    Member: identity(membership.member),
    InvitedBy: identity(membership.invitedBy),
    Type: membership.type,
    CreatedTimestamp: isoTime(membership.createdAt),
    LastUpdatedTimestamp: isoTime(membership.createdAt),
    SubChannelId: membership.subChannelId,
  };
}

export function moderatorDetails(channel: Channel, { moderator, ...created }: ChannelModerator): object {
  return { ChannelArn: channel.arn, Moderator: identity(moderator), ...creation(created) };
}

export function banDetails(channel: Channel, { member, ...created }: ChannelBan): object {
  return { ChannelArn: channel.arn, Member: identity(member), ...creation(created) };
}

function creation({ createdAt, createdBy }: Pick<ChannelBan, 'createdAt' | 'createdBy'>): object {
  return { CreatedTimestamp: isoTime(createdAt), CreatedBy: identity(createdBy) };
}

export function identity({ arn, name }: Participant): object {
  return { Arn: arn, Name: name };
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

export function optionalTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : isoTime(time);
}
