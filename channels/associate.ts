import { setTimeout as sleep } from 'node:timers/promises';
import {
  AssociateChannelFlowCommand,
  type AssociateChannelFlowRequest,
  DescribeChannelCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import type { ChannelsClient } from './client';
import { isAbsent, isConflict } from './refusals';

/** Milliseconds to wait for a channel that was created a moment ago, and that the service may not find everywhere yet. */
const WAITS = [100, 200, 400, 800, 1_600];

/** Associates a new channel with its flow, or makes sure that it is associated. */
export async function associate(
  client: ChannelsClient,
  association: AssociateChannelFlowRequest,
): Promise<void> {
  for (const wait of [...WAITS, undefined]) {
    try {
      await client.send(new AssociateChannelFlowCommand(association));
      return;
    } catch (error) {
      if (isConflict(error)) return requireFlow(client, association, error);
      if (!isAbsent(error) || wait === undefined) throw error;
      await sleep(wait);
    }
  }
}

/** The response for a channel that already has this flow isn't documented, so the channel itself is checked. */
async function requireFlow(
  client: ChannelsClient,
  { ChannelArn, ChannelFlowArn, ChimeBearer }: AssociateChannelFlowRequest,
  conflict: unknown,
): Promise<void> {
  const { Channel } = await client.send(new DescribeChannelCommand({ ChannelArn, ChimeBearer }));
  if (Channel?.ChannelFlowArn !== ChannelFlowArn) throw conflict;
}
