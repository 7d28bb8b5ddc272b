import { choice, number, type ValueOf } from './kinds';

/**
 * What AWS does not document, and how strictly signatures are checked, as switches. Each default is the reading that
 * evidence or the shape of the API makes most likely; a suite that passes under every preset does not depend on the guess.
 */
export type EmulatorBehavior = { -readonly [K in keyof typeof BEHAVIORS]: ValueOf<(typeof BEHAVIORS)[K]> };

/** Every behavior there is. Of choices, the first is the default. */
export const BEHAVIORS = {
  /**
   * Whether calls over HTTP, and WebSocket sessions, need a signature. Any credentials work, such as dummy ones. Only keys
   * that were issued here, those of deployed functions, must match their secrets. With `ignored`, every call is
   * accepted: from `curl`, a recorded request that is sent again, or from a process whose clock is wrong.
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
   * @default 'Forbidden' - seen for app instance users and channels
   */
  absentResource: choice(['Forbidden', 'NotFound', 'BadRequest'], { lenient: 'NotFound' }),

  /**
   * The response of GetChannelMessageStatus for a message that is not stored, for example because it was denied.
   *
   * @default 'Forbidden' - the operation models no NotFoundException
   */
  absentMessageStatus: choice(['Forbidden', 'NotFound', 'BadRequest'], { lenient: 'NotFound' }),

  /**
   * The response to a bearer that is no user or bot of the app instance.
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
   * The response to associating a flow with a channel that has another one.
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
   * The response to disassociating a flow from a channel that has none, or another one.
   *
   * @default 'NotFound' - modeled, and closest to what is missing
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
   * The response to updating a channel flow with the name and the processors that it has already.
   *
   * @default 'ok' - an update is modeled as a PUT, which may be repeated
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
   * The quota of admins of an app instance.
   *
   * @default 100 - as documented
   */
  adminsPerAppInstance: number(100, { lenient: Infinity }),

  /**
   * The quota of channel flows of an app instance.
   *
   * @default 100 - as documented
   */
  channelFlowsPerAppInstance: number(100, { lenient: Infinity }),

  /**
   * The quota of processors of a channel flow. The documented default quota is 1; it can be raised up to 3.
   *
   * @default 3 - what the API accepts
   */
  processorsPerChannelFlow: number(3, { strict: 1 }),

  /**
   * The quota of memberships of a channel. Elastic channels have the limits of their configuration instead.
   *
   * @default 10,000 - as documented
   */
  membershipsPerChannel: number(10_000, { lenient: Infinity }),

  /**
   * The quota of moderators of a channel.
   *
   * @default 1,000 - as documented
   */
  moderatorsPerChannel: number(1_000, { lenient: Infinity }),

  /**
   * Whether a second request with the same client request token counts as the first one.
   *
   * @default 'honored' - what the tokens are documented for
   */
  clientRequestTokens: choice(['honored', 'ignored']),

  /**
   * How long a client request token is remembered, in milliseconds.
   *
   * @default Infinity - no window is documented
   */
  clientRequestTokenWindow: number(Infinity, { strict: 10 * 60 * 1000 }),

  /**
   * The response to a token that was used before with another request.
   *
   * @default 'Conflict' - modeled for every operation that creates something
   */
  clientRequestTokenOtherBody: choice(['Conflict', 'sameResource'], { lenient: 'sameResource' }),

  /**
   * The response to a token whose resource has been deleted since.
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
   * @default 'Forbidden' - AWS documents only that nobody can add one
   */
  addBannedMember: choice(['Forbidden', 'BadRequest', 'Conflict'], { strict: 'BadRequest' }),

  /**
   * The response to banning an admin, or a moderator of the channel.
   *
   * @default 'Forbidden' - documented as a restriction of the roles
   */
  banPrivileged: choice(['Forbidden', 'BadRequest'], { strict: 'BadRequest' }),

  /**
   * The response to what elastic channels do not support: hidden members, membership preferences, read markers, subchannels
   * named for plain members, DescribeChannelModeratedByAppInstanceUser.
   *
   * @default 'BadRequest' - none of it depends on the caller
   */
  elasticUnsupported: choice(['BadRequest', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * How long after their expiration channels and users are deleted, in milliseconds. AWS documents within 6 hours.
   *
   * @default 0 - at once
   */
  expirationDelay: number(0, { strict: 6 * 60 * 60 * 1000 }),

  /**
   * What PutMessagingStreamingConfigurations does to the data types that it does not name.
   *
   * @default 'replaces' - deletes their configurations, as a PUT does
   */
  streamingPut: choice(['replaces', 'merges'], { lenient: 'merges' }),

  /**
   * The response of PutMessagingStreamingConfigurations for a stream that the service or the caller may not write to.
   *
   * @default 'BadRequest' - only the message was reported: that the stream cannot be accessed
   */
  inaccessibleStream: choice(['BadRequest', 'Forbidden'], { strict: 'Forbidden' }),

  /**
   * How records arrive at a stream: each once, each twice, none, or every second one a second late, so that later ones
   * overtake it.
   *
   * @default 'once' - neither order nor duplicates nor loss are documented
   */
  streamDelivery: choice(['once', 'duplicated', 'dropped', 'reordered'], { strict: 'duplicated' }),

  /**
   * How long after an event its record arrives at a stream, in milliseconds.
   *
   * @default 0 - at once
   */
  streamDelay: number(0),

  /**
   * Where the fields of what changed are in a record: in `Payload`, or inside it under the name of their structure, such as
   * `Payload.Channel`.
   *
   * @default 'flat' - observed live
   */
  streamPayload: choice(['flat', 'nested'], { strict: 'nested' }),

  /**
   * Whether sessions and streams report UPDATE_CHANNEL when a channel is associated with a flow, or disassociated from it.
   *
   * @default 'none' - the developer guide names the event for changes of the channel itself
   */
  associationEvent: choice(['none', 'UPDATE_CHANNEL'], { strict: 'UPDATE_CHANNEL' }),

  /**
   * What a callback that leaves out content, metadata or attributes does to them.
   *
   * @default 'keep' - denying needs none of them, so that leaving them out says nothing about them
   */
  callbackOmittedFields: choice(['keep', 'clear'], { strict: 'clear' }),

  /**
   * The response to a callback whose id was never issued, or belongs to another message or channel.
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
   * Whether each processor of a flow gets a callback id of its own. With one id for the whole message, a second callback
   * of the first processor settles the second one.
   *
   * @default 'perProcessor' - the id is documented as that of one invocation
   */
  callbackIds: choice(['perProcessor', 'perMessage']),

  /**
   * What the second and third processor of a flow see.
   *
   * @default 'changedContent' - processors run one after the other so that each sees what came before
   */
  laterProcessorsSee: choice(['changedContent', 'originalContent']),

  /**
   * What happens to a message that is pending when its channel loses the flow.
   *
   * @default 'goesOn' - its processors still decide, because they were invoked for it
   */
  pendingWhenDisassociated: choice(['goesOn', 'fails'], { strict: 'fails' }),

  /**
   * Which processors run for a message that is pending while its flow is updated.
   *
   * @default 'atSend' - those that the flow had when the message was sent
   */
  pendingUsesProcessors: choice(['atSend', 'current']),

  /**
   * Whether a processor's event carries the fields that are not documented: target, subchannel, attributes, content type.
   *
   * @default 'included' - targets were observed, and the callback takes the others back
   */
  payloadExtras: choice(['included', 'omitted'], { strict: 'omitted' }),

  /**
   * What a denied edit does to the message.
   *
   * @default 'keepsOld' - the version before it stays
   */
  deniedEdit: choice(['keepsOld', 'removesMessage'], { strict: 'removesMessage' }),

  /**
   * What an edit that leaves out metadata or content type does to them.
   *
   * @default 'keep' - only the content is required
   */
  editOmittedFields: choice(['keep', 'clear'], { strict: 'clear' }),

  /**
   * The response to an edit of a message that is pending or failed; only sent messages may be edited.
   *
   * @default 'Conflict' - modeled, and the state of the message prevents it
   */
  editUnsent: choice(['Conflict', 'Forbidden', 'BadRequest'], { strict: 'Forbidden' }),

  /**
   * The response to redacting or deleting a message that is pending or failed; only sent messages may be.
   *
   * @default 'Forbidden' - documented next to the roles that may not
   */
  removeUnsent: choice(['Forbidden', 'BadRequest', 'Conflict'], { strict: 'BadRequest' }),

  /**
   * What happens to a message that no processor called back for within 48 hours.
   *
   * @default 'staysPending' - AWS documents only that later callbacks are forbidden
   */
  messageExpired: choice(['staysPending', 'fails'], { strict: 'fails' }),

  /**
   * How long after its creation a flow is not yet found by calls about it, in milliseconds.
   *
   * @default 0 - at once
   */
  visibilityDelay: number(0),

  /**
   * How long after its creation a flow is missing from ListChannelFlows, in milliseconds.
   *
   * @default 0 - at once
   */
  listVisibilityDelay: number(0),

  /**
   * How long after its creation a channel is missing from ListChannels, in milliseconds.
   *
   * @default 0 - at once
   */
  channelListDelay: number(0),

  /**
   * What ListChannels lists for an admin that names no privacy. To everybody else, it lists public channels.
   *
   * @default 'PUBLIC' - AWS documents that only admins list private channels, by asking for them
   */
  listChannelsWithoutPrivacy: choice(['PUBLIC', 'all'], { lenient: 'all' }),

  /**
   * Whether the pages of a list shift when what was listed before is deleted, so that the next page skips as many. The pages of
   * ListChannelMessages do not shift.
   *
   * @default 'stable' - a page begins after the last one's end
   */
  listPages: choice(['stable', 'shifting'], { strict: 'shifting' }),

  /**
   * How long a page token is accepted, in milliseconds.
   *
   * @default Infinity - no lifetime is documented
   */
  pageTokenLifetime: number(Infinity, { strict: 10 * 60 * 1000 }),

  /**
   * How long after its promotion an admin does not count as one, in milliseconds.
   *
   * @default 0 - at once
   */
  adminDelay: number(0),

  /**
   * How many calls over HTTP are accepted in a second as one app instance user. Calls beyond that are throttled.
   *
   * @default Infinity - so that tests need not wait; the documented quota is 10 in most Regions, 5 in eu-central-1
   */
  callsPerSecondAsUser: number(Infinity),

  /**
   * How many calls over HTTP are accepted in a second as one app instance bot.
   *
   * @default Infinity - the documented quota names users only
   */
  callsPerSecondAsBot: number(Infinity),

  /**
   * How many calls of AssociateChannelFlow over HTTP are accepted in a second for one app instance.
   *
   * @default Infinity - no quota is documented
   */
  associationsPerSecond: number(Infinity),

  /**
   * How long after its last disassociation a flow still counts as associated when it is deleted, in milliseconds.
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
   * Which changes of channels WebSocket sessions report: those that the developer guide lists, which are about channels and
   * memberships, or in addition moderators, bans (each to all members) and read markers (to their own user), under the names
   * that messaging streaming has for them.
   *
   * @default 'documented' - a client that relies on more would miss it on AWS
   */
  systemMessages: choice(['documented', 'all'], { lenient: 'all' }),

  /**
   * What happens to a WebSocket session when its user connects again with the same session id.
   *
   * @default 'closed' - with 4003, which clients do not reconnect after: the id must be unique
   */
  displacedSession: choice(['closed', 'stays'], { lenient: 'stays' }),

  /**
   * What happens to a WebSocket session when the credentials that its URL was signed with expire: it is closed with 1001,
   * after which clients connect again with new ones, or with 4401, after which they do not.
   *
   * @default 'closed' - the official client gets new credentials before it connects again, and a code is not documented
   */
  expiredSession: choice(['closed', 'unauthorized', 'stays'], { strict: 'unauthorized', lenient: 'stays' }),

  /**
   * The resource that IAM must allow CreateChannelFlow on.
   *
   * @default 'appInstance' - as in the Service Authorization Reference
   */
  createChannelFlowAuthorizedOn: choice(['appInstance', 'channelFlow']),

  /**
   * The resource that IAM must allow DeleteChannelFlow on.
   *
   * @default 'channelFlow' - the Service Authorization Reference says channel, most likely by mistake
   */
  deleteChannelFlowAuthorizedOn: choice(['channelFlow', 'channel']),

  /**
   * The resource that IAM must allow ListChannelFlows on: `<app instance>/channel-flow/*`, or the app instance.
   *
   * @default 'channelFlow' - as in the Service Authorization Reference
   */
  listChannelFlowsAuthorizedOn: choice(['channelFlow', 'appInstance'], { lenient: 'appInstance' }),

  /**
   * Whether IAM must allow AssociateChannelFlow and DisassociateChannelFlow on the flow, beside bearer and channel.
   *
   * @default 'bearerChannelAndFlow' - as in the Service Authorization Reference; the developer guide leaves out the flow
   */
  associateAuthorizedOn: choice(['bearerChannelAndFlow', 'bearerAndChannel'], {
    lenient: 'bearerAndChannel',
  }),
};
