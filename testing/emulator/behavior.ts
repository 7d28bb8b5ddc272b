/**
 * What AWS does not document, and how strictly callers are told apart, as switches. Each default is the reading that
 * evidence or the shape of the API makes most likely; a suite that passes under every preset does not depend on the guess.
 */
export interface EmulatorBehavior {
  /**
   * Whether calls over HTTP, and WebSocket sessions, need a signature. It may be made with any credentials, such as dummy
   * ones; only keys that were issued here (the ones of deployed functions) are held to their secrets. With `ignored`,
   * anything goes: calls from `curl`, a recorded request that is sent again, processes that do not agree on the time.
   *
   * @default 'checked' - as in AWS
   */
  signatures: 'checked' | 'ignored';

  /**
   * The answer to a call about a channel flow that does not exist.
   *
   * @default 'Forbidden' - these operations model no NotFoundException, and the service has the habit of answering
   * Forbidden for what does not exist
   */
  absentFlow: 'Forbidden' | 'NotFound' | 'BadRequest';

  /**
   * The answer of CreateChannelFlow and ListChannelFlows for an app instance that does not exist. With `EmptyList`,
   * ListChannelFlows answers an empty list and CreateChannelFlow is forbidden.
   *
   * @default 'Forbidden' - as for other things that do not exist
   */
  absentAppInstance: 'Forbidden' | 'NotFound' | 'BadRequest' | 'EmptyList';

  /**
   * The answer to a call about anything else that does not exist: app instance, user, bot, channel, tagged resource.
   *
   * @default 'Forbidden' - seen for app instance users and channels
   */
  absentResource: 'Forbidden' | 'NotFound' | 'BadRequest';

  /**
   * The answer of GetChannelMessageStatus for a message that is not stored, for example because it was denied.
   *
   * @default 'Forbidden' - the operation models no NotFoundException
   */
  absentMessageStatus: 'Forbidden' | 'NotFound' | 'BadRequest';

  /**
   * The answer to a bearer that is no user or bot of the app instance.
   *
   * @default 'Forbidden' - reported of the current endpoint; 'Unprocessable' (422) was reported of an older one
   */
  unknownBearer: 'Forbidden' | 'Unprocessable';

  /**
   * The answer to associating the flow that the channel already has.
   *
   * @default 'ok' - users rely on it
   */
  associateSame: 'ok' | 'Conflict';

  /**
   * The answer to associating a flow with a channel that has another one.
   *
   * @default 'Conflict' - a channel has at most one flow, and Conflict is modelled
   */
  associateOther: 'Conflict' | 'overwrite';

  /**
   * The answer of AssociateChannelFlow and DisassociateChannelFlow for a channel that does not exist.
   *
   * @default 'NotFound' - modelled for these two operations
   */
  associateAbsentChannel: 'NotFound' | 'Forbidden';

  /**
   * The answer of AssociateChannelFlow and DisassociateChannelFlow for a flow that does not exist.
   *
   * @default 'NotFound' - modelled for these two operations
   */
  associateAbsentFlow: 'NotFound' | 'Forbidden';

  /**
   * The answer to disassociating a flow from a channel that has none, or another one.
   *
   * @default 'NotFound' - modelled, and closest to what is missing
   */
  disassociateUnassociated: 'NotFound' | 'Conflict' | 'Forbidden' | 'ok';

  /**
   * The answer to deleting a channel that has a flow.
   *
   * @default 'ok' - nothing says that the flow must be taken off first
   */
  deleteAssociatedChannel: 'ok' | 'Conflict';

  /**
   * The answer to deleting an app instance that has channel flows.
   *
   * @default 'cascade' - deleting an app instance deletes users and channels too
   */
  deleteAppInstanceWithFlows: 'cascade' | 'Conflict' | 'ResourceLimitExceeded';

  /**
   * The answer to a second flow of the same name in an app instance.
   *
   * @default 'allowed' - nothing says that names are unique
   */
  duplicateFlowName: 'allowed' | 'Conflict';

  /**
   * The answer to processors of one flow with the same execution order. Where allowed, they run in the order of the list.
   *
   * @default 'allowed' - neither the service model nor CloudFormation forbids it
   */
  duplicateExecutionOrder: 'allowed' | 'BadRequest';

  /**
   * The quota of channel flows of an app instance.
   *
   * @default 100 - as documented
   */
  channelFlowsPerAppInstance: number;

  /**
   * The quota of processors of a channel flow. The documented default quota is 1; it can be raised up to 3.
   *
   * @default 3 - what the API accepts
   */
  processorsPerChannelFlow: number;

  /**
   * How long a client request token is remembered, in milliseconds.
   *
   * @default Infinity - no window is documented
   */
  clientRequestTokenWindow: number;

  /**
   * The answer to a token that was used before with another request.
   *
   * @default 'Conflict' - modelled for every operation that creates something
   */
  clientRequestTokenOtherBody: 'Conflict' | 'sameResource';

  /**
   * The answer to a token whose resource has been deleted since.
   *
   * @default 'createsNew' - the token no longer has anything to stand for
   */
  clientRequestTokenAfterDelete: 'createsNew' | 'returnsSameArn';

  /**
   * The answer to a token while the first request with it is still in the works.
   *
   * @default 'same' - waits for the first request and answers the same
   */
  clientRequestTokenInFlight: 'same' | 'Conflict';

  /**
   * The answer to removing a tag that the resource does not have.
   *
   * @default 'ignored' - as other AWS services do
   */
  untagMissingKey: 'ignored' | 'BadRequest';

  /**
   * The privacy of a channel that was created without one.
   *
   * @default 'PRIVATE' - the choice that shows the least
   */
  defaultChannelPrivacy: 'PRIVATE' | 'PUBLIC';

  /**
   * What a callback that leaves out content, metadata or attributes does to them.
   *
   * @default 'keep' - denying needs none of them, so that leaving them out says nothing about them
   */
  callbackOmittedFields: 'keep' | 'clear';

  /**
   * The answer to a callback whose id was never given out, or belongs to another message or channel.
   *
   * @default 'Forbidden' - as for other things that do not exist
   */
  callbackUnknownId: 'Forbidden' | 'BadRequest' | 'NotFound';

  /**
   * The answer to a second callback with the same id. All three were observed, so that the default gives each in turn.
   *
   * @default 'cycle'
   */
  secondCallback: 'cycle' | 'BadRequest' | 'Conflict' | 'Forbidden';

  /**
   * Whether each processor of a flow gets a callback id of its own. With one id for the whole message, a second callback
   * of the first processor settles the second one.
   *
   * @default 'perProcessor' - the id is documented as that of one invocation
   */
  callbackIds: 'perProcessor' | 'perMessage';

  /**
   * What the second and third processor of a flow see.
   *
   * @default 'changedContent' - processors run one after the other so that each sees what came before
   */
  laterProcessorsSee: 'changedContent' | 'originalContent';

  /**
   * What becomes of a message that is pending when its channel loses the flow.
   *
   * @default 'goesOn' - its processors go on to decide, as they were invoked for it
   */
  pendingWhenDisassociated: 'goesOn' | 'fails';

  /**
   * Which processors run for a message that is pending while its flow is updated.
   *
   * @default 'atSend' - those that the flow had when the message was sent
   */
  pendingUsesProcessors: 'atSend' | 'current';

  /**
   * Whether a processor's event carries the fields that are not documented: target, subchannel, attributes, content type.
   *
   * @default 'included' - targets were observed, and the callback takes the others back
   */
  payloadExtras: 'included' | 'omitted';

  /**
   * What a denied edit does to the message.
   *
   * @default 'keepsOld' - the version before it stays
   */
  deniedEdit: 'keepsOld' | 'removesMessage';

  /**
   * What an edit that leaves out metadata or content type does to them.
   *
   * @default 'keep' - only the content is required
   */
  editOmittedFields: 'keep' | 'clear';

  /**
   * The answer to an edit of a message that is pending or failed; only sent messages may be edited.
   *
   * @default 'Conflict' - modelled, and the state of the message is what stands in the way
   */
  editUnsent: 'Conflict' | 'Forbidden' | 'BadRequest';

  /**
   * The answer to redacting or deleting a message that is pending or failed; only sent messages may be.
   *
   * @default 'Forbidden' - documented beside the roles that may not
   */
  removeUnsent: 'Forbidden' | 'BadRequest' | 'Conflict';

  /**
   * What becomes of a message that no processor called back for within 48 hours.
   *
   * @default 'staysPending' - documented is only that later callbacks are forbidden
   */
  messageExpired: 'staysPending' | 'fails';

  /**
   * How long after its creation a flow is not yet found by calls about it, in milliseconds.
   *
   * @default 0 - at once
   */
  visibilityDelay: number;

  /**
   * How long after its creation a flow is missing from ListChannelFlows, in milliseconds.
   *
   * @default 0 - at once
   */
  listVisibilityDelay: number;

  /**
   * How long after its last disassociation a flow still counts as associated when it is deleted, in milliseconds.
   *
   * @default 0 - at once
   */
  disassociationDelay: number;

  /**
   * The resource that IAM must allow CreateChannelFlow on.
   *
   * @default 'appInstance' - as in the Service Authorization Reference
   */
  createChannelFlowAuthorizedOn: 'appInstance' | 'channelFlow';

  /**
   * The resource that IAM must allow DeleteChannelFlow on.
   *
   * @default 'channelFlow' - the Service Authorization Reference says channel, most likely by mistake
   */
  deleteChannelFlowAuthorizedOn: 'channelFlow' | 'channel';

  /**
   * The resource that IAM must allow ListChannelFlows on: `<app instance>/channel-flow/*`, or the app instance.
   *
   * @default 'channelFlow' - as in the Service Authorization Reference
   */
  listChannelFlowsAuthorizedOn: 'channelFlow' | 'appInstance';

  /**
   * Whether IAM must allow AssociateChannelFlow and DisassociateChannelFlow on the flow, beside bearer and channel.
   *
   * @default 'bearerChannelAndFlow' - as in the Service Authorization Reference; the developer guide leaves out the flow
   */
  associateAuthorizedOn: 'bearerChannelAndFlow' | 'bearerAndChannel';
}

const documentedLikely: EmulatorBehavior = {
  signatures: 'checked',
  absentFlow: 'Forbidden',
  absentAppInstance: 'Forbidden',
  absentResource: 'Forbidden',
  absentMessageStatus: 'Forbidden',
  unknownBearer: 'Forbidden',
  associateSame: 'ok',
  associateOther: 'Conflict',
  associateAbsentChannel: 'NotFound',
  associateAbsentFlow: 'NotFound',
  disassociateUnassociated: 'NotFound',
  deleteAssociatedChannel: 'ok',
  deleteAppInstanceWithFlows: 'cascade',
  duplicateFlowName: 'allowed',
  duplicateExecutionOrder: 'allowed',
  channelFlowsPerAppInstance: 100,
  processorsPerChannelFlow: 3,
  clientRequestTokenWindow: Infinity,
  clientRequestTokenOtherBody: 'Conflict',
  clientRequestTokenAfterDelete: 'createsNew',
  clientRequestTokenInFlight: 'same',
  untagMissingKey: 'ignored',
  defaultChannelPrivacy: 'PRIVATE',
  callbackOmittedFields: 'keep',
  callbackUnknownId: 'Forbidden',
  secondCallback: 'cycle',
  callbackIds: 'perProcessor',
  laterProcessorsSee: 'changedContent',
  pendingWhenDisassociated: 'goesOn',
  pendingUsesProcessors: 'atSend',
  payloadExtras: 'included',
  deniedEdit: 'keepsOld',
  editOmittedFields: 'keep',
  editUnsent: 'Conflict',
  removeUnsent: 'Forbidden',
  messageExpired: 'staysPending',
  visibilityDelay: 0,
  listVisibilityDelay: 0,
  disassociationDelay: 0,
  createChannelFlowAuthorizedOn: 'appInstance',
  deleteChannelFlowAuthorizedOn: 'channelFlow',
  listChannelFlowsAuthorizedOn: 'channelFlow',
  associateAuthorizedOn: 'bearerChannelAndFlow',
};

/**
 * Behaviors to run a suite under.
 *
 * - `documented-likely`: the default.
 * - `strict`: refuses wherever a refusal is possible, in the less convenient form.
 * - `lenient`: accepts wherever that is possible.
 */
export const behaviorPresets: Readonly<
  Record<'documented-likely' | 'strict' | 'lenient', Readonly<EmulatorBehavior>>
> = {
  'documented-likely': documentedLikely,
  strict: {
    ...documentedLikely,
    unknownBearer: 'Unprocessable',
    associateSame: 'Conflict',
    associateAbsentChannel: 'Forbidden',
    associateAbsentFlow: 'Forbidden',
    disassociateUnassociated: 'Conflict',
    pendingWhenDisassociated: 'fails',
    deleteAssociatedChannel: 'Conflict',
    deleteAppInstanceWithFlows: 'ResourceLimitExceeded',
    duplicateFlowName: 'Conflict',
    duplicateExecutionOrder: 'BadRequest',
    processorsPerChannelFlow: 1,
    clientRequestTokenWindow: 10 * 60 * 1000,
    clientRequestTokenAfterDelete: 'returnsSameArn',
    clientRequestTokenInFlight: 'Conflict',
    untagMissingKey: 'BadRequest',
    callbackOmittedFields: 'clear',
    callbackUnknownId: 'BadRequest',
    payloadExtras: 'omitted',
    deniedEdit: 'removesMessage',
    editOmittedFields: 'clear',
    editUnsent: 'Forbidden',
    removeUnsent: 'BadRequest',
    messageExpired: 'fails',
  },
  lenient: {
    ...documentedLikely,
    signatures: 'ignored',
    absentFlow: 'NotFound',
    absentAppInstance: 'EmptyList',
    absentResource: 'NotFound',
    absentMessageStatus: 'NotFound',
    associateOther: 'overwrite',
    disassociateUnassociated: 'ok',
    channelFlowsPerAppInstance: Infinity,
    clientRequestTokenOtherBody: 'sameResource',
    defaultChannelPrivacy: 'PUBLIC',
    callbackUnknownId: 'NotFound',
    secondCallback: 'Conflict',
    listChannelFlowsAuthorizedOn: 'appInstance',
    associateAuthorizedOn: 'bearerAndChannel',
  },
};
