/**
 * Who may do what in a channel: the second check, after IAM.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/auth-by-role.html
 */
import type { ServiceContext } from './context';
import { forbidden, refusal, type ServiceError } from '../service-error';
import {
  type AppInstance,
  appInstanceOf,
  type Channel,
  type ChannelMembership,
  findChannel,
  findParticipant,
  type Participant,
} from '../state';

/** A bearer and the channel that it acts on. */
export interface Access {
  readonly channel: Channel;
  readonly bearer: Participant;
  /** Whether the bearer is an admin of the app instance, and already counts as one. */
  readonly isAdmin: boolean;
  /** The subchannel of an elastic channel that the bearer acts on, if the request names one. */
  readonly subChannelId: string | undefined;
}

/** The bearer and the channel of a request, if the service lets the bearer act on the channel. */
export function authorize(
  ctx: ServiceContext,
  request: { readonly ChannelArn: string; readonly ChimeBearer: string; readonly SubChannelId?: string },
  isAllowed: (access: Access) => boolean,
  absentChannel: 'Forbidden' | 'NotFound' | 'BadRequest' = ctx.behavior.absentResource,
): Access {
  const channel = findChannel(ctx.store, request.ChannelArn);
  if (!channel) throw refusal(absentChannel, `channel ${request.ChannelArn} does not exist`);
  const bearer = actingAs(ctx, channel.appInstance, request.ChimeBearer);
  const found = {
    channel,
    bearer,
    isAdmin: countsAsAdmin(ctx, channel.appInstance, bearer.arn),
    subChannelId: request.SubChannelId,
  };
  if (!isAllowed(found)) throw forbidden();
  return found;
}

/** The app instance of the user or bot that makes a call. */
export function ownAppInstance(ctx: ServiceContext, bearerArn: string): AppInstance {
  const appInstance = appInstanceOf(ctx.store, bearerArn);
  if (!appInstance) throw unknownBearer(ctx);
  actingAs(ctx, appInstance, bearerArn);
  return appInstance;
}

/** The user or bot that makes a call. */
export function actingAs(ctx: ServiceContext, appInstance: AppInstance, bearerArn: string): Participant {
  const bearer = findParticipant(appInstance, bearerArn);
  if (!bearer) throw unknownBearer(ctx);
  return bearer;
}

/** A user or bot that a request is about. */
export function participantNamed(
  { behavior }: ServiceContext,
  appInstance: AppInstance,
  arn: string,
  absent: 'Forbidden' | 'NotFound' | 'BadRequest' = behavior.absentResource,
): Participant {
  const participant = findParticipant(appInstance, arn);
  if (!participant) throw refusal(absent, `${arn} does not exist`);
  return participant;
}

function unknownBearer(ctx: ServiceContext): ServiceError {
  return ctx.behavior.unknownBearer === 'Forbidden'
    ? forbidden('An invalid app instance user ARN was supplied for the input parameter')
    : refusal(
        'Unprocessable',
        'An invalid app instance user ARN was supplied for the x-amz-chime-bearer HTTP header',
      );
}

/** Whether a user or bot is an admin, and has been one for long enough. */
export function countsAsAdmin(
  { behavior, clock }: ServiceContext,
  { admins }: AppInstance,
  arn: string,
): boolean {
  const admin = admins.get(arn);
  return admin !== undefined && clock.now() >= admin.createdAt + behavior.adminDelay;
}

export function isAdmin({ isAdmin: is }: Access): boolean {
  return is;
}

export function isMember(access: Access): boolean {
  return membershipOf(access) !== undefined;
}

/** Whether the bearer is a member that may do more than observe. */
export function maySend(access: Access): boolean {
  return membershipOf(access)?.type === 'DEFAULT';
}

/** Whether the bearer is a moderator of the channel or an admin of its app instance. */
export function isInCharge(access: Access): boolean {
  return access.channel.moderators.has(access.bearer.arn) || isAdmin(access);
}

/** Whether the bearer may see the channel. */
export function maySee(access: Access): boolean {
  return (
    access.channel.privacy === 'PUBLIC' || access.channel.members.has(access.bearer.arn) || isInCharge(access)
  );
}

/**
 * Whether the bearer may see the channel's messages and members; in an elastic channel, only those of its own
 * subchannel.
 */
export function maySeeInside(access: Access): boolean {
  const isElsewhere = !isMember(access) && access.channel.members.has(access.bearer.arn);
  return maySee(access) && (!isElsewhere || isInCharge(access));
}

/** Members can add others only to unrestricted channels. */
export function mayAddMembers(access: Access): boolean {
  return isInCharge(access) || (isMember(access) && access.channel.mode === 'UNRESTRICTED');
}

/** Anyone can join a public, unrestricted channel, if the behavior allows it. */
export function mayJoin({ behavior }: ServiceContext, { channel, bearer }: Access): boolean {
  const isOpen = channel.privacy === 'PUBLIC' && channel.mode === 'UNRESTRICTED';
  return isOpen && behavior.joinPublicChannel === 'allowed' && !channel.members.has(bearer.arn);
}

function membershipOf({ channel, bearer, subChannelId }: Access): ChannelMembership | undefined {
  return channel.members.get(bearer.arn, channel.elastic && subChannelId);
}

/** The app instance that a request names. */
export function appInstanceNamed(ctx: ServiceContext, arn: string): AppInstance {
  const appInstance = ctx.store.appInstances.get(arn);
  if (!appInstance) throw refusal(ctx.behavior.absentResource, `app instance ${arn} does not exist`);
  return appInstance;
}

/** The ARNs that IAM must allow for most actions on a channel. */
export function bearerAndChannel(input: {
  readonly ChimeBearer: string;
  readonly ChannelArn: string;
}): string[] {
  return [input.ChimeBearer, input.ChannelArn];
}
