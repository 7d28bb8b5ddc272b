/** The probes for the service's behavior that AWS does not document. */
import { CHANNELS } from './channels';
import { DELAYS } from './delays';
import { FLOWS } from './flows';
import { MESSAGES } from './messages';
import { SESSIONS } from './sessions';
import type { EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

export type { Probe } from './probe';

export const PROBES = { ...FLOWS, ...CHANNELS, ...MESSAGES, ...SESSIONS, ...DELAYS };

/** Why the others have no probe. */
export const NOT_PROBED: Readonly<Record<Exclude<keyof EmulatorBehavior, keyof typeof PROBES>, string>> = {
  adminsPerAppInstance: 'a documented quota',
  channelFlowsPerAppInstance: 'a documented quota',
  membershipsPerChannel: 'a documented quota',
  moderatorsPerChannel: 'a documented quota',
  callsPerSecondAsUser: 'a documented quota',
  callsPerSecondAsBot: 'it would throttle the account',
  associationsPerSecond: 'it would throttle the account',
  clientRequestTokenWindow: 'it takes hours',
  clientRequestTokenInFlight: 'it depends on how calls meet',
  pageTokenLifetime: 'it takes hours',
  expirationDelay: 'it takes hours',
  messageExpired: 'it takes 48 hours',
  pendingUsesProcessors: 'it takes a second function',
  streamingPut: 'it takes Kinesis streams',
  associationEvent: 'it takes Kinesis streams',
  inaccessibleStream: 'it takes Kinesis streams',
  streamDelay: 'it takes Kinesis streams',
  streamDelivery: 'it takes Kinesis streams',
  streamPayload: 'it takes Kinesis streams',
  expiredSession: 'it takes a role of its own, whose credentials last for 15 minutes at least',
  createChannelFlowAuthorizedOn: 'it takes roles of its own',
  deleteChannelFlowAuthorizedOn: 'it takes roles of its own',
  listChannelFlowsAuthorizedOn: 'it takes roles of its own',
  associateAuthorizedOn: 'it takes roles of its own',
};
