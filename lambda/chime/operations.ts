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
import { required } from '../../processor/response';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import type { Run } from '../protocol';

/** The largest page that the service gives. */
const PAGE = 50;

/** A page of a list: one without the list would prove that things are gone which are there. */
interface Page<T> {
  readonly items: readonly T[];
  readonly token: string | undefined;
}

/** The items of a list, over all pages. */
async function* listed<T>(
  readPage: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  let token: string | undefined;
  do {
    const page = await readPage(token);
    yield page.items;
    token = page.token;
  } while (token);
}

export async function* listChannelFlows(
  run: Run,
  appInstanceArn: string,
): AsyncGenerator<ChannelFlowSummary> {
  const pages = listed(async (NextToken) =>
    call(run, 'ListChannelFlows', appInstanceArn, async (options) => {
      const input = { AppInstanceArn: appInstanceArn, MaxResults: PAGE, NextToken };
      const page = await messagingClient().send(new ListChannelFlowsCommand(input), options);
      return { items: required(page, 'ChannelFlows'), token: page.NextToken };
    }),
  );
  for await (const flows of pages) yield* flows;
}

/** ARNs of the channels that have the flow, page by page. */
export async function* listChannelsWithFlow(run: Run, channelFlowArn: string): AsyncGenerator<string[]> {
  const pages = listed(async (NextToken) =>
    call(run, 'ListChannelsAssociatedWithChannelFlow', channelFlowArn, async (options) => {
      const input = { ChannelFlowArn: channelFlowArn, MaxResults: PAGE, NextToken };
      const command = new ListChannelsAssociatedWithChannelFlowCommand(input);
      const page = await messagingClient().send(command, options);
      return { items: required(page, 'Channels'), token: page.NextToken };
    }),
  );
  for await (const channels of pages) yield channels.flatMap((channel) => channel.ChannelArn ?? []);
}

/** ARNs of the app instances of this account and Region. */
export async function* listAppInstances(run: Run): AsyncGenerator<string> {
  const { client, sdk } = identity();
  const pages = listed(async (NextToken) =>
    call(run, 'ListAppInstances', 'this account', async (options) => {
      const command = new sdk.ListAppInstancesCommand({ MaxResults: PAGE, NextToken });
      const page = await client.send(command, options);
      return { items: required(page, 'AppInstances'), token: page.NextToken };
    }),
  );
  for await (const appInstances of pages) {
    yield* appInstances.flatMap((appInstance) => appInstance.AppInstanceArn ?? []);
  }
}

/** The flow that a channel has, if any. */
export async function describeChannelFlowOf(
  run: Run,
  channelArn: string,
  bearer: string,
): Promise<string | undefined> {
  const input = { ChannelArn: channelArn, ChimeBearer: bearer };
  const channel = await call(run, 'DescribeChannel', channelArn, async (options) =>
    required(await messagingClient().send(new DescribeChannelCommand(input), options), 'Channel'),
  );
  return channel.ChannelFlowArn;
}

export async function associateChannelFlow(
  run: Run,
  association: ChannelFlowAssociationProperties,
  options: CallOptions<object> = {},
): Promise<void> {
  const { ChannelArn, ChannelFlowArn, ChimeBearer } = association;
  const isDone = async () => (await describeChannelFlowOf(run, ChannelArn, ChimeBearer)) === ChannelFlowArn;
  await call(
    run,
    'AssociateChannelFlow',
    ChannelArn,
    async (http) => messagingClient().send(new AssociateChannelFlowCommand(association), http),
    { recover: async () => ((await isDone()) ? {} : undefined), ...options },
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
