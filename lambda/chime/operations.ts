/** Calls that both providers make. */
import {
  AssociateChannelFlowCommand,
  type ChannelFlowSummary,
  DescribeChannelCommand,
  DisassociateChannelFlowCommand,
  ListChannelFlowsCommand,
  ListChannelsAssociatedWithChannelFlowCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { call, type CallOptions } from './call';
import { identity, messagingClient } from './clients';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import type { Run } from '../protocol/run';

/** The largest page that the service gives. */
const PAGE = 50;

export async function* listChannelFlows(
  run: Run,
  appInstanceArn: string,
): AsyncGenerator<ChannelFlowSummary> {
  let token: string | undefined;
  do {
    const input = { AppInstanceArn: appInstanceArn, MaxResults: PAGE, NextToken: token };
    const page = await call(run, 'ListChannelFlows', appInstanceArn, async (options) =>
      messagingClient().send(new ListChannelFlowsCommand(input), options),
    );
    yield* page.ChannelFlows ?? [];
    token = page.NextToken;
  } while (token);
}

/** ARNs of the channels that have the flow, page by page. */
export async function* listChannelsWithFlow(run: Run, channelFlowArn: string): AsyncGenerator<string[]> {
  let token: string | undefined;
  do {
    const input = { ChannelFlowArn: channelFlowArn, MaxResults: PAGE, NextToken: token };
    const page = await call(run, 'ListChannelsAssociatedWithChannelFlow', channelFlowArn, async (options) =>
      messagingClient().send(new ListChannelsAssociatedWithChannelFlowCommand(input), options),
    );
    yield (page.Channels ?? []).flatMap((channel) => channel.ChannelArn ?? []);
    token = page.NextToken;
  } while (token);
}

/** ARNs of the app instances of this account and region. */
export async function* listAppInstances(run: Run): AsyncGenerator<string> {
  const { client, sdk } = identity();
  let token: string | undefined;
  do {
    const input = { MaxResults: PAGE, NextToken: token };
    const page = await call(run, 'ListAppInstances', 'this account', async (options) =>
      client.send(new sdk.ListAppInstancesCommand(input), options),
    );
    yield* (page.AppInstances ?? []).flatMap((appInstance) => appInstance.AppInstanceArn ?? []);
    token = page.NextToken;
  } while (token);
}

/** The flow that a channel has, if any. */
export async function describeChannelFlowOf(
  run: Run,
  channelArn: string,
  bearer: string,
): Promise<string | undefined> {
  const input = { ChannelArn: channelArn, ChimeBearer: bearer };
  const { Channel } = await call(run, 'DescribeChannel', channelArn, async (options) =>
    messagingClient().send(new DescribeChannelCommand(input), options),
  );
  return Channel?.ChannelFlowArn;
}

export async function associateChannelFlow(
  run: Run,
  association: ChannelFlowAssociationProperties,
  options: CallOptions = {},
): Promise<void> {
  await call(
    run,
    'AssociateChannelFlow',
    association.ChannelArn,
    async (http) => messagingClient().send(new AssociateChannelFlowCommand(association), http),
    options,
  );
}

export async function disassociateChannelFlow(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<void> {
  await call(run, 'DisassociateChannelFlow', association.ChannelArn, async (http) =>
    messagingClient().send(new DisassociateChannelFlowCommand(association), http),
  );
}
