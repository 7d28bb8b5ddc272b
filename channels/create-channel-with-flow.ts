import { randomUUID } from 'node:crypto';
import {
  CreateChannelCommand,
  CreateChannelMembershipCommand,
  CreateChannelModeratorCommand,
  type CreateChannelRequest,
  DescribeChannelMembershipCommand,
  DescribeChannelModeratorCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { associate } from './associate';
import { ChannelCreationError, type ChannelCreationStep } from './channel-creation-error';
import type { ChannelsClient } from './client';
import { validateInputs } from './inputs';
import { isAbsent, isConflict } from './refusals';

/** A channel to create: the input of `CreateChannel`, plus the flow and the users and bots that are added once the channel has its flow. */
export interface ChannelWithFlow extends Omit<CreateChannelRequest, 'MemberArns' | 'ModeratorArns'> {
  /** The ARN of the flow. */
  readonly channelFlowArn: string;
  /**
   * The ARNs of users and bots.
   * @default - no members but the creator
   */
  readonly members?: readonly string[];
  /**
   * The ARNs of users and bots.
   * @default - no moderators but the creator
   */
  readonly moderators?: readonly string[];
}

/**
 * Creates a channel whose messages go through a flow from the first message on: until the channel has the flow, only its creator
 * is in it.
 *
 * If a call fails, call again with the same `ClientRequestToken`, and it continues where it stopped. It never deletes a channel.
 * If you don't pass a token, one is generated, and the `ChannelCreationError` contains it.
 *
 * Moderators and members are added one after the other, with one call each. The service accepts 10 calls per second as the same user
 * or bot in us-east-1 and 5 in eu-central-1, so 100 members take at least 10 or 20 seconds. For more, let the client retry throttled
 * calls, and give the function that calls this enough time.
 *
 * The caller needs the permissions that `flow.grants.createChannels(backend, { bearer })` grants.
 *
 * @param client a `ChimeSDKMessagingClient`
 * @param channel the input of `CreateChannel`, and the flow, members, and moderators of the channel
 * @returns the ARN of the channel
 * @throws ChannelCreationError with the ARN and the token, if the channel was created but is not complete
 */
export async function createChannelWithFlow(
  client: ChannelsClient,
  channel: ChannelWithFlow,
): Promise<string> {
  validateInputs(client, channel);
  const { channelFlowArn: ChannelFlowArn, members = [], moderators = [], ...request } = channel;
  const ClientRequestToken = request.ClientRequestToken ?? randomUUID(); // the client would not reveal one that it generates
  const { ChannelArn } = await client.send(new CreateChannelCommand({ ...request, ClientRequestToken }));
  if (!ChannelArn) throw new Error('the response of CreateChannel has no ChannelArn');
  const about = { ChannelArn, ChimeBearer: request.ChimeBearer };
  const step = async (name: ChannelCreationStep, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      throw new ChannelCreationError(ChannelArn, name, error, ClientRequestToken);
    }
  };

  await step('flow', async () => associate(client, { ...about, ChannelFlowArn }));
  await step('moderators', async () => {
    for (const ChannelModeratorArn of moderators) {
      const moderator = { ...about, ChannelModeratorArn };
      await addOnce(
        async () => client.send(new CreateChannelModeratorCommand(moderator)),
        async () => client.send(new DescribeChannelModeratorCommand(moderator)),
      );
    }
  });
  await step('members', async () => {
    for (const MemberArn of members) {
      const member = { ...about, MemberArn };
      await addOnce(
        async () => client.send(new CreateChannelMembershipCommand({ ...member, Type: 'DEFAULT' })),
        async () => client.send(new DescribeChannelMembershipCommand(member)),
      );
    }
  });
  return ChannelArn;
}

/** Adds a member or moderator. A conflict means that an earlier call has done so, or that it is the creator: then a look finds them. */
async function addOnce(add: () => Promise<unknown>, look: () => Promise<unknown>): Promise<void> {
  try {
    await add();
  } catch (conflict) {
    if (!isConflict(conflict)) throw conflict;
    await look().catch((error: unknown) => {
      throw isAbsent(error) ? conflict : error;
    });
  }
}
