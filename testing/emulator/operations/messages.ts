import {
  authorize,
  bearerAndChannel,
  isAdmin,
  isInCharge,
  isMember,
  maySee,
  maySeeInside,
  maySend,
} from './access';
import { checkSubChannel } from './channel-roles';
import { epochSeconds, type ServiceContext } from './context';
import { operation } from './operation';
import { paginateSorted } from './pagination';
import { identity } from './participants';
import {
  boolean,
  chimeArn,
  clientRequestToken,
  content,
  contentType,
  enumeration,
  messageAttributes,
  messageId,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  pushNotification,
  string,
  structure,
  subChannelId,
  targets,
  timestamp,
} from '../model';
import { badRequest, conflict, forbidden, refusal } from '../service-error';
import {
  type Channel,
  findChannel,
  isAddressedTo,
  isShownTo,
  keptSince,
  type Message,
  type MessageStatus,
  type MessageVersion,
  type Participant,
  statusFor,
  versionFor,
} from '../state';

/** In bytes, according to the API reference. */
const CONTROL_LIMIT = 30;

const messagePath = '/channels/{ChannelArn}/messages/{MessageId}';
const messageInput = {
  ChannelArn: chimeArn,
  MessageId: messageId,
  ChimeBearer: chimeArn,
  SubChannelId: optional(subChannelId),
};
const subChannelQuery = { 'sub-channel-id': 'SubChannelId' };

export const messageOperations = {
  SendChannelMessage: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}/messages',
    statusCode: 201,
    input: {
      ChannelArn: chimeArn,
      Content: content,
      Type: enumeration('STANDARD', 'CONTROL'),
      Persistence: enumeration('PERSISTENT', 'NON_PERSISTENT'),
      Metadata: optional(metadata),
      ClientRequestToken: clientRequestToken,
      ChimeBearer: chimeArn,
      PushNotification: optional(pushNotification),
      MessageAttributes: optional(messageAttributes),
      SubChannelId: optional(subChannelId),
      ContentType: optional(contentType),
      Target: optional(targets),
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, maySend);
      checkSubChannel(channel, input.SubChannelId, true);
      checkSize(input.Content, input.Type);
      if (input.Type === 'CONTROL' && input.Metadata) {
        throw badRequest("'Metadata' must not be set for a CONTROL message");
      }
      for (const target of input.Target ?? []) {
        if (target.MemberArn && !channel.members.get(target.MemberArn, input.SubChannelId)) {
          throw badRequest("'Target' must be a member");
        }
      }
      const message = ctx.messages.send(
        {
          order: ctx.nextOrder(),
          channel,
          sender: bearer,
          type: input.Type,
          persistence: input.Persistence,
          subChannelId: input.SubChannelId,
          target: input.Target,
        },
        {
          content: input.Content,
          metadata: input.Metadata,
          contentType: input.ContentType,
          attributes: input.MessageAttributes,
          pushNotification: input.PushNotification,
        },
      );
      return receipt(message);
    },
  }),

  UpdateChannelMessage: operation({
    method: 'PUT',
    path: messagePath,
    statusCode: 200,
    input: {
      ...messageInput,
      Content: content,
      Metadata: optional(metadata),
      ContentType: optional(contentType),
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, maySend);
      const message = found(ctx, channel, input, ctx.behavior.absentResource);
      if (message.sender !== bearer) throw forbidden();
      if (!message.stored) throw badRequest('only persistent messages can be edited');
      if (message.redacted) throw conflict('a redacted message cannot be edited');
      checkSize(input.Content, message.type);
      const kept = ctx.behavior.editOmittedFields === 'keep' ? message.sent : undefined;
      ctx.messages.edit(message, {
        content: input.Content,
        metadata: input.Metadata ?? kept?.metadata,
        contentType: input.ContentType ?? kept?.contentType,
        attributes: message.sent?.attributes,
        pushNotification: undefined,
      });
      return receipt(message);
    },
  }),

  RedactChannelMessage: operation({
    method: 'POST',
    path: `${messagePath}?operation=redact`,
    statusCode: 200,
    input: messageInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const access = authorize(ctx, input, (asked) => isMember(asked) || isInCharge(asked));
      const message = found(ctx, access.channel, input, ctx.behavior.absentResource);
      if (message.sender !== access.bearer && !isInCharge(access)) throw forbidden();
      ctx.messages.redact(message);
      return { ChannelArn: message.channel.arn, MessageId: message.id, SubChannelId: message.subChannelId };
    },
  }),

  DeleteChannelMessage: operation({
    method: 'DELETE',
    path: messagePath,
    query: subChannelQuery,
    statusCode: 204,
    input: messageInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel } = authorize(ctx, input, isAdmin);
      ctx.messages.delete(found(ctx, channel, input, ctx.behavior.absentResource));
      return {};
    },
  }),

  GetChannelMessage: operation({
    method: 'GET',
    path: messagePath,
    query: subChannelQuery,
    statusCode: 200,
    input: messageInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, maySeeInside);
      const message = found(ctx, channel, input, 'NotFound');
      const view = isAddressedTo(message, bearer) ? viewOf(message, bearer) : undefined;
      if (!view) throw forbidden();
      return {
        ChannelMessage: {
          ...view,
          ChannelArn: channel.arn,
          Persistence: message.persistence,
          SubChannelId: message.subChannelId,
        },
      };
    },
  }),

  GetChannelMessageStatus: operation({
    method: 'GET',
    path: `${messagePath}?scope=message-status`,
    query: subChannelQuery,
    statusCode: 200,
    input: messageInput,
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, maySee);
      const message = found(ctx, channel, input, ctx.behavior.absentMessageStatus);
      if (message.sender !== bearer) throw forbidden();
      return { Status: { Value: statusFor(message, bearer) } };
    },
  }),

  ListChannelMessages: operation({
    method: 'GET',
    path: '/channels/{ChannelArn}/messages',
    query: {
      'sort-order': 'SortOrder',
      'not-before': 'NotBefore',
      'not-after': 'NotAfter',
      ...subChannelQuery,
      ...pageQuery,
    },
    statusCode: 200,
    input: {
      ChannelArn: chimeArn,
      SortOrder: optional(enumeration('ASCENDING', 'DESCENDING')),
      NotBefore: optional(timestamp()),
      NotAfter: optional(timestamp()),
      ChimeBearer: chimeArn,
      SubChannelId: optional(subChannelId),
      ...pageMembers,
    },
    resources: bearerAndChannel,
    handle(ctx, input) {
      const { channel, bearer } = authorize(ctx, input, maySeeInside);
      checkSubChannel(channel, input.SubChannelId, true);
      const sortOrder = input.SortOrder ?? 'DESCENDING';
      const notBefore = Math.max(
        input.NotBefore?.getTime() ?? -Infinity,
        keptSince(channel, ctx.clock.now()),
      );
      const notAfter = input.NotAfter?.getTime() ?? Infinity;
      const { items, NextToken } = paginateSorted(
        ctx,
        `${sortOrder} messages ${channel.arn}`,
        channel.messages,
        input,
        sortOrder,
        (message) =>
          message.createdAt >= notBefore &&
          message.createdAt <= notAfter &&
          message.subChannelId === input.SubChannelId &&
          isShownTo(message, bearer),
      );
      return {
        ChannelArn: channel.arn,
        NextToken,
        ChannelMessages: items.flatMap((message) => viewOf(message, bearer) ?? []),
        SubChannelId: input.SubChannelId,
      };
    },
  }),

  ChannelFlowCallback: operation({
    method: 'POST',
    path: '/channels/{ChannelArn}?operation=channel-flow-callback',
    statusCode: 200,
    input: {
      ChannelArn: chimeArn,
      CallbackId: string({ min: 32, max: 64 }),
      DeleteResource: optional(boolean()),
      ChannelMessage: structure({
        MessageId: messageId,
        Content: optional(content),
        Metadata: optional(metadata),
        PushNotification: optional(pushNotification),
        MessageAttributes: optional(messageAttributes),
        SubChannelId: optional(subChannelId),
        ContentType: optional(contentType),
      }),
    },
    resources: ({ ChannelArn }) => [ChannelArn],
    handle(ctx, input) {
      const channel = findChannel(ctx.store, input.ChannelArn);
      if (!channel) throw refusal(ctx.behavior.absentResource, `channel ${input.ChannelArn} does not exist`);
      const message = input.ChannelMessage;
      ctx.messages.callback({
        channel,
        callbackId: input.CallbackId,
        messageId: message.MessageId,
        subChannelId: message.SubChannelId,
        deny: input.DeleteResource ?? false,
        changes: {
          content: message.Content,
          metadata: message.Metadata,
          contentType: message.ContentType,
          attributes: message.MessageAttributes,
          pushNotification: message.PushNotification,
        },
      });
      return { ChannelArn: channel.arn, CallbackId: input.CallbackId };
    },
  }),
};

function found(
  ctx: ServiceContext,
  channel: Channel,
  input: { readonly MessageId: string; readonly SubChannelId?: string },
  absent: 'Forbidden' | 'NotFound' | 'BadRequest',
): Message {
  checkSubChannel(channel, input.SubChannelId, true);
  const message = ctx.messages.find(channel, input.MessageId);
  const isThere =
    message &&
    message.subChannelId === input.SubChannelId &&
    message.createdAt >= keptSince(channel, ctx.clock.now());
  if (!isThere) throw refusal(absent, `message ${input.MessageId} does not exist`);
  return message;
}

/** Text that exceeds the limit of standard messages is invalid for every type. */
function checkSize(text: string, type: Message['type']): void {
  const size = type === 'CONTROL' ? Buffer.byteLength(text) : 0;
  if (size > CONTROL_LIMIT) {
    throw badRequest(`'Content' of a CONTROL message must have at most ${CONTROL_LIMIT} bytes, got ${size}`);
  }
}

function receipt(message: Message): {
  ChannelArn: string;
  MessageId: string;
  Status: { readonly Value: MessageStatus };
  SubChannelId?: string;
} {
  const { channel, id, sender, subChannelId: SubChannelId } = message;
  // kept with each request's token, so leave out members without a value: they would take memory
  const answer = { ChannelArn: channel.arn, MessageId: id, Status: STATUS[statusFor(message, sender)] };
  return SubChannelId === undefined ? answer : { ...answer, SubChannelId };
}

/** Shared by all responses, because each one is kept with its request's token. */
const STATUS = Object.freeze({
  PENDING: Object.freeze({ Value: 'PENDING' }),
  SENT: Object.freeze({ Value: 'SENT' }),
  DENIED: Object.freeze({ Value: 'DENIED' }),
  FAILED: Object.freeze({ Value: 'FAILED' }),
});

/** The members that Get and List have in common. */
export interface MessageView {
  MessageId: string;
  /** `undefined` for a redacted message. */
  Content: string | undefined;
  Metadata: string | undefined;
  Type: Message['type'];
  CreatedTimestamp: number;
  LastEditedTimestamp: number | undefined;
  LastUpdatedTimestamp: number;
  Sender: { Arn: string; Name: string | undefined };
  Redacted: boolean;
  Status: { Value: MessageStatus };
  MessageAttributes: MessageVersion['attributes'];
  ContentType: string | undefined;
  Target: Message['target'];
}

function viewOf(message: Message, viewer: Participant): MessageView | undefined {
  const version: MessageVersion | undefined = versionFor(message, viewer);
  return (
    version && {
      MessageId: message.id,
      Content: message.redacted ? undefined : version.content,
      Metadata: version.metadata,
      Type: message.type,
      CreatedTimestamp: epochSeconds(message.createdAt),
      LastEditedTimestamp: epochSeconds(message.editedAt),
      LastUpdatedTimestamp: epochSeconds(message.updatedAt),
      Sender: identity(message.sender),
      Redacted: message.redacted,
      Status: { Value: statusFor(message, viewer) },
      MessageAttributes: version.attributes,
      ContentType: version.contentType,
      Target: message.target,
    }
  );
}
