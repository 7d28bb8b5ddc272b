import type { IConstruct } from 'constructs';
import { got, ValidationError } from './validation-error';

/**
 * What inputs are told by, and what they must be: for those whose compiler does not tell them, who would see a TypeError from
 * the middle of this library, or nothing before the deployment.
 */
const KINDS = {
  appInstance: [
    'appInstanceRef',
    'a CfnAppInstance, or AppInstance.fromAppInstanceArn() for one that exists',
  ],
  channel: ['channelRef', 'a CfnChannel, or Channel.fromChannelArn() for one that exists'],
  channelFlow: ['channelFlowRef', 'a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow'],
  user: ['appInstanceUserRef', 'a CfnAppInstanceUser; for one that exists, use ChimeBearer.fromArn()'],
  bot: ['appInstanceBotRef', 'a CfnAppInstanceBot; for one that exists, use ChimeBearer.fromArn()'],
  bearer: ['bearerArn', 'a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn()'],
  processor: ['function', "an object with a 'function'"],
  function: ['functionArn', 'a Lambda function, version or alias'],
} as const;

/** Checks that a value is of the kind that its property takes. */
export function validateKind(
  scope: IConstruct | undefined,
  property: string,
  value: unknown,
  kind: keyof typeof KINDS,
): void {
  const [mark, rule] = KINDS[kind];
  if (mark in Object(value)) return;
  throw new ValidationError(`'${property}' must be ${rule}, ${got(value)}`, scope);
}

/** Checks that a value, if there is one, is a member of an enum. */
export function validateChoice(
  scope: IConstruct,
  property: string,
  value: string | undefined,
  choices: Readonly<Record<string, string>>,
): void {
  const known = Object.values(choices);
  if (value === undefined || known.includes(value)) return;
  throw new ValidationError(`'${property}' must be one of ${known.join(', ')}, ${got(value)}`, scope);
}
