import type { EmulatorBehavior } from './behavior';

type Values = {
  readonly [K in keyof EmulatorBehavior]: EmulatorBehavior[K] extends number
    ? 'number'
    : readonly EmulatorBehavior[K][];
};

/** What each behavior can be, for those whom no compiler tells. */
const VALUES: Values = {
  signatures: ['checked', 'ignored'],
  absentFlow: ['Forbidden', 'NotFound', 'BadRequest'],
  absentAppInstance: ['Forbidden', 'NotFound', 'BadRequest', 'EmptyList'],
  absentResource: ['Forbidden', 'NotFound', 'BadRequest'],
  absentMessageStatus: ['Forbidden', 'NotFound', 'BadRequest'],
  unknownBearer: ['Forbidden', 'Unprocessable'],
  associateSame: ['ok', 'Conflict'],
  associateOther: ['Conflict', 'overwrite'],
  associateAbsentChannel: ['NotFound', 'Forbidden'],
  associateAbsentFlow: ['NotFound', 'Forbidden'],
  disassociateUnassociated: ['NotFound', 'Conflict', 'Forbidden', 'ok'],
  deleteAssociatedChannel: ['ok', 'Conflict'],
  deleteAppInstanceWithFlows: ['cascade', 'Conflict', 'ResourceLimitExceeded'],
  duplicateFlowName: ['allowed', 'Conflict'],
  duplicateExecutionOrder: ['allowed', 'BadRequest'],
  channelFlowsPerAppInstance: 'number',
  processorsPerChannelFlow: 'number',
  clientRequestTokenWindow: 'number',
  clientRequestTokenOtherBody: ['Conflict', 'sameResource'],
  clientRequestTokenAfterDelete: ['createsNew', 'returnsSameArn'],
  clientRequestTokenInFlight: ['same', 'Conflict'],
  untagMissingKey: ['ignored', 'BadRequest'],
  defaultChannelPrivacy: ['PRIVATE', 'PUBLIC'],
  callbackOmittedFields: ['keep', 'clear'],
  callbackUnknownId: ['Forbidden', 'BadRequest', 'NotFound'],
  secondCallback: ['cycle', 'BadRequest', 'Conflict', 'Forbidden'],
  callbackIds: ['perProcessor', 'perMessage'],
  laterProcessorsSee: ['changedContent', 'originalContent'],
  pendingWhenDisassociated: ['goesOn', 'fails'],
  pendingUsesProcessors: ['atSend', 'current'],
  payloadExtras: ['included', 'omitted'],
  deniedEdit: ['keepsOld', 'removesMessage'],
  editOmittedFields: ['keep', 'clear'],
  editUnsent: ['Conflict', 'Forbidden', 'BadRequest'],
  removeUnsent: ['Forbidden', 'BadRequest', 'Conflict'],
  messageExpired: ['staysPending', 'fails'],
  visibilityDelay: 'number',
  listVisibilityDelay: 'number',
  disassociationDelay: 'number',
  createChannelFlowAuthorizedOn: ['appInstance', 'channelFlow'],
  deleteChannelFlowAuthorizedOn: ['channelFlow', 'channel'],
  listChannelFlowsAuthorizedOn: ['channelFlow', 'appInstance'],
  associateAuthorizedOn: ['bearerChannelAndFlow', 'bearerAndChannel'],
};

/** What is wrong with a setting; `undefined` if nothing is. */
export function behaviorProblem(name: string, value: unknown): string | undefined {
  if (!isBehaviorName(name)) return `there is no behavior '${name}'`;
  const values = VALUES[name];
  if (values === 'number') {
    return typeof value === 'number' && value >= 0
      ? undefined
      : `'${name}' must be a number from 0, got '${String(value)}'`;
  }
  return (values as readonly unknown[]).includes(value)
    ? undefined
    : `'${name}' must be one of ${values.join(', ')}, got '${String(value)}'`;
}

/** Whether a behavior is a number; all others are words. */
export function isNumeric(name: string): boolean {
  return isBehaviorName(name) && VALUES[name] === 'number';
}

function isBehaviorName(name: string): name is keyof EmulatorBehavior {
  return Object.hasOwn(VALUES, name);
}
