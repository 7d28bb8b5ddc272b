import { choice, number, type ValueOf } from './kinds';

/**
 * Switches for the behaviors that AWS does not document, and for how strictly signatures are checked. Each default is
 * the interpretation that evidence or the shape of the API makes most likely; a suite that passes under every preset
 * does not depend on these guesses.
 */
export type EmulatorBehavior = { -readonly [K in keyof typeof BEHAVIORS]: ValueOf<(typeof BEHAVIORS)[K]> };

/** All behaviors. The default is the first choice. */
export const BEHAVIORS = {
  /**
   * Whether calls over HTTP and WebSocket sessions need a signature. Any credentials work, including dummy ones. Only
   * keys that the emulator issued, to deployed functions, must match their secrets. With `ignored`, every call is
   * accepted: from `curl`, from a recorded request that is sent again, or from a process whose clock is wrong.
   *
   * @default 'checked' - as in AWS
   */
  signatures: choice(['checked', 'ignored'], { lenient: 'ignored' }),

  /**
   * The response to a call about a channel flow that does not exist.
   *
   * @default 'Forbidden' - these operations model no NotFoundException, and the service usually responds Forbidden
   * for what does not exist
   */
  absentFlow: choice(['Forbidden', 'NotFound', 'BadRequest'], { lenient: 'NotFound' }),

  /**
   * The response of CreateChannelFlow and ListChannelFlows for an app instance that does not exist. With `EmptyList`,
   * ListChannelFlows returns an empty list and CreateChannelFlow is forbidden.
   *
   * @default 'Forbidden' - as for other things that do not exist
   */
  absentAppInstance: choice(['Forbidden', 'NotFound', 'BadRequest', 'EmptyList'], { lenient: 'EmptyList' }),

  /**
   * The response to a call about anything else that does not exist: app instance, user, bot, channel, tagged resource.
   *
   * @default 'Forbidden' - observed for app instance users and channels
   */
  absentResource: choice(['Forbidden', 'NotFound', 'BadRequest'], { lenient: 'NotFound' }),

  /**
   * The response of GetChannelMessageStatus for a message that is not stored, for example because it was denied.
   *
   * @default 'Forbidden' - the operation models no NotFoundException
   */
  absentMessageStatus: choice(['Forbidden', 'NotFound', 'BadRequest'], { lenient: 'NotFound' }),

  /**
   * The response to a bearer that is not a user or bot of the app instance.
   *
   * @default 'Forbidden' - reported for the current endpoint; 'Unprocessable' (422) was reported for an older one
   */
  unknownBearer: choice(['Forbidden', 'Unprocessable'], { strict: 'Unprocessable' }),

  /**
   * The response to associating the flow that the channel already has.
   *
   * @default 'ok' - users rely on it
   */
  associateSame: choice(['ok', 'Conflict'], { strict: 'Conflict' }),

  /**
   * The response to associating a flow with a channel that already has a different one.
   *
   * @default 'Conflict' - a channel has at most one flow, and Conflict is modeled
   */
  associateOther: choice(['Conflict', 'overwrite'], { lenient: 'overwrite' }),

  /**
   * The response of AssociateChannelFlow and DisassociateChannelFlow for a channel that does not exist.
   *
   * @default 'NotFound' - modeled for these two operations
   */
  associateAbsentChannel: choice(['NotFound', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * The response of AssociateChannelFlow and DisassociateChannelFlow for a flow that does not exist.
   *
   * @default 'NotFound' - modeled for these two operations
   */
  associateAbsentFlow: choice(['NotFound', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * The response to disassociating a flow from a channel that has none, or a different one.
   *
   * @default 'NotFound' - modeled, and the closest match: the association is missing
   */
  disassociateUnassociated: choice(['NotFound', 'Conflict', 'Forbidden', 'ok'], {
    strict: 'Conflict',
    lenient: 'ok',
  }),

  /**
   * The response to deleting a channel flow that is associated with a channel.
   *
   * @default 'Conflict' - modeled, and the state of the flow prevents it
   */
  deleteAssociatedFlow: choice(['Conflict', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The response to deleting a channel that has a flow.
   *
   * @default 'ok' - nothing says that the flow must be disassociated first
   */
  deleteAssociatedChannel: choice(['ok', 'Conflict'], { strict: 'Conflict' }),

  /**
   * The response to deleting an app instance that has channel flows.
   *
   * @default 'cascade' - deleting an app instance deletes users and channels too
   */
  deleteAppInstanceWithFlows: choice(['cascade', 'Conflict', 'ResourceLimitExceeded'], {
    strict: 'ResourceLimitExceeded',
  }),

  /**
   * The response to updating a channel flow with the name and processors that it already has.
   *
   * @default 'ok' - an update is modeled as a PUT, which can be repeated
   */
  updateUnchangedFlow: choice(['ok', 'Conflict', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The response to a second flow of the same name in an app instance.
   *
   * @default 'allowed' - nothing says that names are unique
   */
  duplicateFlowName: choice(['allowed', 'Conflict'], { strict: 'Conflict' }),

  /**
   * The response to processors of one flow with the same execution order. If allowed, they run in the order of the list.
   *
   * @default 'allowed' - neither the service model nor CloudFormation forbids it
   */
  duplicateExecutionOrder: choice(['allowed', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The quota of admins per app instance.
   *
   * @default 100 - as documented
   */
  adminsPerAppInstance: number(100, { lenient: Infinity }),

  /**
   * The quota of channel flows per app instance.
   *
   * @default 100 - as documented
   */
  channelFlowsPerAppInstance: number(100, { lenient: Infinity }),

  /**
   * The quota of processors per channel flow. The documented default quota is 1; you can request up to 3.
   *
   * @default 3 - the maximum that the API accepts
   */
  processorsPerChannelFlow: number(3, { strict: 1 }),

  /**
   * The quota of memberships per channel. Elastic channels have the limits of their configuration instead.
   *
   * @default 10,000 - as documented
   */
  membershipsPerChannel: number(10_000, { lenient: Infinity }),

  /**
   * The quota of moderators per channel.
   *
   * @default 1,000 - as documented
   */
  moderatorsPerChannel: number(1_000, { lenient: Infinity }),

  /**
   * Whether a repeated request with the same client request token is treated as the first one.
   *
   * @default 'honored' - the documented purpose of the tokens
   */
  clientRequestTokens: choice(['honored', 'ignored']),

  /**
   * How long a client request token is remembered, in milliseconds.
   *
   * @default Infinity - no window is documented
   */
  clientRequestTokenWindow: number(Infinity, { strict: 10 * 60 * 1000 }),

  /**
   * The response to a token that was already used with a different request.
   *
   * @default 'Conflict' - modeled for every operation that creates something
   */
  clientRequestTokenOtherBody: choice(['Conflict', 'sameResource'], { lenient: 'sameResource' }),

  /**
   * The response to a token whose resource has since been deleted.
   *
   * @default 'createsNew' - the token no longer refers to anything
   */
  clientRequestTokenAfterDelete: choice(['createsNew', 'returnsSameArn'], { strict: 'returnsSameArn' }),

  /**
   * The response to a token while the first request with it is still in progress.
   *
   * @default 'same' - waits for the first request and returns the same response
   */
  clientRequestTokenInFlight: choice(['same', 'Conflict'], { strict: 'Conflict' }),

  /**
   * The response to removing a tag that the resource does not have.
   *
   * @default 'ignored' - as other AWS services do
   */
  untagMissingKey: choice(['ignored', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The privacy of a channel that was created without one.
   *
   * @default 'PRIVATE' - the choice that shows the least
   */
  defaultChannelPrivacy: choice(['PRIVATE', 'PUBLIC'], { lenient: 'PUBLIC' }),

  /**
   * Whether a user can join a public, unrestricted channel without being a member.
   *
   * @default 'allowed' - the concepts of the developer guide say so, and clients do it; its table of roles denies it
   */
  joinPublicChannel: choice(['allowed', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * The response to adding a banned user to a channel, as a member or moderator.
   *
   * @default 'Forbidden' - AWS documents only that a banned user can't be added
   */
  addBannedMember: choice(['Forbidden', 'BadRequest', 'Conflict'], { strict: 'BadRequest' }),

  /**
   * The response to banning an admin, or a moderator of the channel.
   *
   * @default 'Forbidden' - documented as a restriction of roles
   */
  banPrivileged: choice(['Forbidden', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The response to features that elastic channels do not support: hidden members, membership preferences, read
   * markers, choosing a subchannel for plain members, DescribeChannelModeratedByAppInstanceUser.
   *
   * @default 'BadRequest' - none of these errors depends on the caller
   */
  elasticUnsupported: choice(['BadRequest', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * How long after they expire channels and users are deleted, in milliseconds. AWS documents within 6 hours.
   *
   * @default 0 - at once
   */
  expirationDelay: number(0, { strict: 6 * 60 * 60 * 1000 }),

  /**
   * The effect of PutMessagingStreamingConfigurations on data types that the request does not name.
   *
   * @default 'replaces' - deletes their configurations, as a PUT does
   */
  streamingPut: choice(['replaces', 'merges'], { lenient: 'merges' }),

  /**
   * The response of PutMessagingStreamingConfigurations for a stream that the service or the caller may not write to.
   *
   * @default 'BadRequest' - only the message was reported, which says that the stream cannot be accessed
   */
  inaccessibleStream: choice(['BadRequest', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * How records arrive at a stream: once each, twice each, not at all, or every second one a second late, so that later
   * records overtake it.
   *
   * @default 'once' - neither order, duplicates, nor loss is documented
   */
  streamDelivery: choice(['once', 'duplicated', 'dropped', 'reordered'], { strict: 'duplicated' }),

  /**
   * How long after an event its record arrives at a stream, in milliseconds.
   *
   * @default 0 - at once
   */
  streamDelay: number(0),

  /**
   * Where a record holds the changed resource's fields: directly in `Payload`, or nested under the name of their
   * structure, such as `Payload.Channel`.
   *
   * @default 'flat' - observed live
   */
  streamPayload: choice(['flat', 'nested'], { strict: 'nested' }),

  /**
   * Whether sessions and streams report UPDATE_CHANNEL when a channel is associated with a flow or disassociated from
   * it.
   *
   * @default 'none' - the developer guide describes the event for changes of the channel itself
   */
  associationEvent: choice(['none', 'UPDATE_CHANNEL'], { strict: 'UPDATE_CHANNEL' }),

  /**
   * The effect of a callback on the content, metadata, or attributes that it omits.
   *
   * @default 'keep' - a callback that denies a message needs none of them, so omitting them means no change
   */
  callbackOmittedFields: choice(['keep', 'clear'], { strict: 'clear' }),

  /**
   * The response to a callback whose id was never issued, or belongs to a different message or channel.
   *
   * @default 'Forbidden' - as for other things that do not exist
   */
  callbackUnknownId: choice(['Forbidden', 'BadRequest', 'NotFound'], {
    strict: 'BadRequest',
    lenient: 'NotFound',
  }),

  /**
   * The response to a second callback with the same id. All three errors were observed, so the default returns each in turn.
   *
   * @default 'cycle'
   */
  secondCallback: choice(['cycle', 'BadRequest', 'Conflict', 'Forbidden'], { lenient: 'Conflict' }),

  /**
   * Whether each processor of a flow gets its own callback id. With one id for the whole message, a second callback of
   * the first processor settles the second processor.
   *
   * @default 'perProcessor' - AWS documents the id as that of one invocation
   */
  callbackIds: choice(['perProcessor', 'perMessage']),

  /**
   * The content that the second and third processors of a flow receive.
   *
   * @default 'changedContent' - processors run one after the other so that each builds on the one before
   */
  laterProcessorsSee: choice(['changedContent', 'originalContent']),

  /**
   * What happens to a pending message when its channel is disassociated from the flow.
   *
   * @default 'goesOn' - its processors still decide, because they were invoked for it
   */
  pendingWhenDisassociated: choice(['goesOn', 'fails'], { strict: 'fails' }),

  /**
   * Which processors run for a message that is pending while its flow is updated.
   *
   * @default 'atSend' - the processors of the flow when the message was sent
   */
  pendingUsesProcessors: choice(['atSend', 'current']),

  /**
   * Whether a processor's event includes the undocumented fields: target, subchannel, attributes, content type.
   *
   * @default 'included' - targets were observed, and the callback accepts the others
   */
  payloadExtras: choice(['included', 'omitted'], { strict: 'omitted' }),

  /**
   * The effect of a denied edit on the message.
   *
   * @default 'keepsOld' - the previous version stays
   */
  deniedEdit: choice(['keepsOld', 'removesMessage'], { strict: 'removesMessage' }),

  /**
   * The effect of an edit on the metadata or content type that it omits.
   *
   * @default 'keep' - only the content is required
   */
  editOmittedFields: choice(['keep', 'clear'], { strict: 'clear' }),

  /**
   * The response to editing a pending or failed message; only sent messages can be edited.
   *
   * @default 'Conflict' - modeled, and the state of the message prevents it
   */
  editUnsent: choice(['Conflict', 'Forbidden', 'BadRequest'], { strict: 'Forbidden' }),

  /**
   * The response to redacting or deleting a pending or failed message; only sent messages can be redacted or deleted.
   *
   * @default 'Forbidden' - documented next to the roles that lack permission
   */
  removeUnsent: choice(['Forbidden', 'BadRequest', 'Conflict'], { strict: 'BadRequest' }),

  /**
   * What happens to a message if a processor does not call back within 48 hours.
   *
   * @default 'staysPending' - AWS documents only that later callbacks are forbidden
   */
  messageExpired: choice(['staysPending', 'fails'], { strict: 'fails' }),

  /**
   * How long calls can't find a new flow after its creation, in milliseconds.
   *
   * @default 0 - at once
   */
  visibilityDelay: number(0),

  /**
   * How long a new flow is missing from ListChannelFlows, in milliseconds.
   *
   * @default 0 - at once
   */
  listVisibilityDelay: number(0),

  /**
   * How long a new channel is missing from ListChannels, in milliseconds.
   *
   * @default 0 - at once
   */
  channelListDelay: number(0),

  /**
   * The channels that ListChannels returns to an admin who does not specify a privacy. All other callers get public
   * channels.
   *
   * @default 'PUBLIC' - AWS documents only that admins can list private channels by requesting them
   */
  listChannelsWithoutPrivacy: choice(['PUBLIC', 'all'], { lenient: 'all' }),

  /**
   * Whether the pages of a list shift when an item on an earlier page is deleted, so that the next page skips an item.
   * The pages of ListChannelMessages do not shift.
   *
   * @default 'stable' - a page continues after the last item of the previous page
   */
  listPages: choice(['stable', 'shifting'], { strict: 'shifting' }),

  /**
   * How long a page token is accepted, in milliseconds.
   *
   * @default Infinity - no lifetime is documented
   */
  pageTokenLifetime: number(Infinity, { strict: 10 * 60 * 1000 }),

  /**
   * How long a new admin does not yet count as one, in milliseconds.
   *
   * @default 0 - at once
   */
  adminDelay: number(0),

  /**
   * How many calls over HTTP per second are accepted as one app instance user. Further calls are throttled.
   *
   * @default Infinity - so that tests don't have to wait; the documented quota is 10 in most Regions, 5 in eu-central-1
   */
  callsPerSecondAsUser: number(Infinity),

  /**
   * How many calls over HTTP per second are accepted as one app instance bot.
   *
   * @default Infinity - the documented quota mentions only users
   */
  callsPerSecondAsBot: number(Infinity),

  /**
   * How many AssociateChannelFlow calls over HTTP per second are accepted for one app instance.
   *
   * @default Infinity - no quota is documented
   */
  associationsPerSecond: number(Infinity),

  /**
   * How long after its last disassociation a flow still counts as associated when you delete it, in milliseconds.
   *
   * @default 0 - at once
   */
  disassociationDelay: number(0),

  /**
   * How long DescribeChannel and ListChannelsAssociatedWithChannelFlow show the previous state after a channel is
   * associated or disassociated, in milliseconds.
   *
   * @default 0 - at once
   */
  associationVisibilityDelay: number(0),

  /**
   * The changes of channels that WebSocket sessions report: only those in the developer guide, which concern channels
   * and memberships, or also moderators, bans (each to all members), and read markers (to their own user), under the
   * names that messaging streaming uses.
   *
   * @default 'documented' - a client that relies on more would miss it on AWS
   */
  systemMessages: choice(['documented', 'all'], { lenient: 'all' }),

  /**
   * What happens to a WebSocket session when its user connects again with the same session id.
   *
   * @default 'closed' - with 4003, after which clients do not reconnect: the id must be unique
   */
  displacedSession: choice(['closed', 'stays'], { lenient: 'stays' }),

  /**
   * What happens to a WebSocket session when the credentials that signed its URL expire: it is closed with 1001, after
   * which clients reconnect with new credentials, or with 4401, after which they do not.
   *
   * @default 'closed' - the official client gets new credentials before it reconnects, and no code is documented
   */
  expiredSession: choice(['closed', 'unauthorized', 'stays'], { strict: 'unauthorized', lenient: 'stays' }),

  /**
   * The resource for which IAM must allow CreateChannelFlow.
   *
   * @default 'appInstance' - as in the Service Authorization Reference
   */
  createChannelFlowAuthorizedOn: choice(['appInstance', 'channelFlow']),

  /**
   * The resource for which IAM must allow DeleteChannelFlow.
   *
   * @default 'channelFlow' - the Service Authorization Reference lists the channel, most likely by mistake
   */
  deleteChannelFlowAuthorizedOn: choice(['channelFlow', 'channel']),

  /**
   * The resource for which IAM must allow ListChannelFlows: `<app instance>/channel-flow/*`, or the app instance.
   *
   * @default 'channelFlow' - as in the Service Authorization Reference
   */
  listChannelFlowsAuthorizedOn: choice(['channelFlow', 'appInstance'], { lenient: 'appInstance' }),

  /**
   * Whether IAM must allow AssociateChannelFlow and DisassociateChannelFlow on the flow, in addition to the bearer and
   * the channel.
   *
   * @default 'bearerChannelAndFlow' - as in the Service Authorization Reference; the developer guide leaves out the flow
   */
  associateAuthorizedOn: choice(['bearerChannelAndFlow', 'bearerAndChannel'], {
    lenient: 'bearerAndChannel',
  }),
};
