/** What users and bots have in common. */
import { removeFromRoles } from './channel-roles';
import type { ServiceContext } from './context';
import { refusal } from '../service-error';
import {
  type AppInstance,
  type AppInstanceBot,
  appInstanceOf,
  type AppInstanceUser,
  type Participant,
} from '../state';

interface Kinds {
  readonly users: AppInstanceUser;
  readonly bots: AppInstanceBot;
}

/** A user or bot that an operation is about, with its app instance. */
export function participantNamed<K extends keyof Kinds>(
  ctx: ServiceContext,
  kind: K,
  arn: string,
): { appInstance: AppInstance; participant: Kinds[K] } {
  const appInstance = appInstanceOf(ctx.store, arn);
  const participants: ReadonlyMap<string, Participant> | undefined = appInstance?.[kind];
  const participant = participants?.get(arn);
  if (!appInstance || !participant) throw refusal(ctx.behavior.absentResource, `${arn} does not exist`);
  return { appInstance, participant: participant as Kinds[K] };
}

/** Deletes a user or bot, and removes it from every channel; its messages stay. */
export function removeParticipant(
  ctx: ServiceContext,
  appInstance: AppInstance,
  participant: Participant,
): void {
  if (appInstance.users.delete(participant.arn)) ctx.changes.tellOfDeletedUser(participant.arn);
  appInstance.bots.delete(participant.arn);
  appInstance.admins.delete(participant.arn);
  for (const channel of appInstance.channels.values()) removeFromRoles(ctx, channel, participant);
}

/** A user or bot as the service's structure `Identity`. */
export function identity({ arn, name }: Participant): { Arn: string; Name: string | undefined } {
  return { Arn: arn, Name: name };
}
