/**
 * Who may do what to a channel: the second gate, behind IAM.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/auth-by-role.html
 */
import type { ServiceContext } from './context';
import { forbidden, refusal, type ServiceError } from '../service-error';
import { type AppInstance, type Channel, findChannel, findParticipant, type Participant } from '../state';

/** A bearer and the channel that it acts on. */
export interface Access {
  readonly channel: Channel;
  readonly bearer: Participant;
}

/** The bearer and the channel of a request, if the service lets the one act on the other. */
export function authorize(
  ctx: ServiceContext,
  request: { readonly ChannelArn: string; readonly ChimeBearer: string },
  isAllowed: (access: Access) => boolean,
  absentChannel: 'Forbidden' | 'NotFound' | 'BadRequest' = ctx.behavior.absentResource,
): Access {
  const channel = findChannel(ctx.store, request.ChannelArn);
  if (!channel) throw refusal(absentChannel, `channel ${request.ChannelArn} does not exist`);
  const bearer = actingAs(ctx, channel.appInstance, request.ChimeBearer);
  const found = { channel, bearer };
  if (!isAllowed(found)) throw forbidden();
  return found;
}

/** The user or bot that a call is made for. */
export function actingAs(ctx: ServiceContext, appInstance: AppInstance, bearerArn: string): Participant {
  const bearer = findParticipant(appInstance, bearerArn);
  if (!bearer) throw unknownBearer(ctx);
  return bearer;
}

function unknownBearer(ctx: ServiceContext): ServiceError {
  return ctx.behavior.unknownBearer === 'Forbidden'
    ? forbidden('An invalid app instance user ARN was supplied for the input parameter')
    : refusal(
        'Unprocessable',
        'An invalid app instance user ARN was supplied for the x-amz-chime-bearer HTTP header',
      );
}

export function isAdmin({ channel, bearer }: Access): boolean {
  return channel.appInstance.admins.has(bearer.arn);
}

export function isMember({ channel, bearer }: Access): boolean {
  return channel.members.has(bearer.arn);
}

/** A moderator of the channel, or an admin of its app instance. */
export function isInCharge(access: Access): boolean {
  return access.channel.moderators.has(access.bearer.arn) || isAdmin(access);
}

/** Whoever may see a channel and its messages. */
export function maySee(access: Access): boolean {
  return access.channel.privacy === 'PUBLIC' || isMember(access) || isInCharge(access);
}

/** Members add others to unrestricted channels only. */
export function mayAddMembers(access: Access): boolean {
  return isInCharge(access) || (isMember(access) && access.channel.mode === 'UNRESTRICTED');
}

/** The app instance that a request names. */
export function appInstanceNamed(ctx: ServiceContext, arn: string): AppInstance {
  const appInstance = ctx.store.appInstances.get(arn);
  if (!appInstance) throw refusal(ctx.behavior.absentResource, `app instance ${arn} does not exist`);
  return appInstance;
}

/** The ARNs that IAM must allow most actions on a channel on. */
export function bearerAndChannel(input: {
  readonly ChimeBearer: string;
  readonly ChannelArn: string;
}): string[] {
  return [input.ChimeBearer, input.ChannelArn];
}
