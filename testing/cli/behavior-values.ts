import { behaviorPresets, type EmulatorBehavior } from '../emulator';
import { UsageError } from './usage-error';

type Values = {
  readonly [K in keyof EmulatorBehavior]: EmulatorBehavior[K] extends number
    ? 'number'
    : readonly EmulatorBehavior[K][];
};

/** What each behavior can be, for those who name it in text. */
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

/**
 * The behavior that options name: that of a preset, with single ones changed.
 *
 * @param settings such as `deniedEdit=removesMessage`
 */
export function behaviorOf(
  preset: string | undefined,
  settings: readonly string[],
): Partial<EmulatorBehavior> {
  const presets: Readonly<Record<string, EmulatorBehavior>> = behaviorPresets;
  if (preset !== undefined && !Object.hasOwn(presets, preset)) {
    throw new UsageError(`--preset must be one of ${Object.keys(presets).join(', ')}, got '${preset}'`);
  }
  return { ...(preset !== undefined && presets[preset]), ...Object.fromEntries(settings.map(settingOf)) };
}

function settingOf(setting: string): [string, string | number] {
  const [name, text] = splitAtEquals(setting);
  if (!Object.hasOwn(VALUES, name)) throw new UsageError(`--behavior: there is no behavior '${name}'`);
  const values = VALUES[name as keyof EmulatorBehavior];
  if (values === 'number') {
    const number = Number(text);
    if (text === '' || !(number >= 0)) {
      throw new UsageError(`--behavior: '${name}' must be a number from 0, got '${text}'`);
    }
    return [name, number];
  }
  if (!(values as readonly string[]).includes(text)) {
    throw new UsageError(`--behavior: '${name}' must be one of ${values.join(', ')}, got '${text}'`);
  }
  return [name, text];
}

function splitAtEquals(setting: string): [string, string] {
  const mark = setting.indexOf('=');
  if (mark < 0) throw new UsageError(`--behavior must be NAME=VALUE, got '${setting}'`);
  return [setting.slice(0, mark), setting.slice(mark + 1)];
}
