/** Calls that several providers make. */
import {
  AssociateChannelFlowCommand,
  type ChannelFlowSummary,
  ChimeSDKMessagingClient,
  DescribeChannelCommand,
  DisassociateChannelFlowCommand,
  ListChannelFlowsCommand,
  ListChannelsAssociatedWithChannelFlowCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { call, type CallOptions, type HttpOptions } from './call';
import { CONFIGURATION, identity } from './clients';
import { required } from '../../processor/response';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import type { Run } from '../protocol';

let messaging: ChimeSDKMessagingClient | undefined;

/** The client, built on first use and kept while the function is warm. */
export function messagingClient(): ChimeSDKMessagingClient {
  return (messaging ??= new ChimeSDKMessagingClient(CONFIGURATION));
}

/** The largest page that the service returns. */
const PAGE = 50;

/** The pages of a list. A page without its list is an error, as it would seem to prove that existing things are gone. */
export async function* pagesOf<K extends string, T>(
  run: Run,
  operation: string,
  resource: string,
  member: K,
  send: (
    page: { MaxResults: number; NextToken: string | undefined },
    options: HttpOptions,
  ) => Promise<{ readonly [key in K]?: T[] } & { readonly NextToken?: string }>,
): AsyncGenerator<T[]> {
  let NextToken: string | undefined;
  do {
    const page = await call(run, operation, resource, async (http) => {
      const output = await send({ MaxResults: PAGE, NextToken }, http);
      return { items: required(output, member) as T[], next: output.NextToken };
    });
    yield page.items;
    NextToken = page.next;
  } while (NextToken);
}

export async function* listChannelFlows(
  run: Run,
  AppInstanceArn: string,
): AsyncGenerator<ChannelFlowSummary> {
  const pages = pagesOf(run, 'ListChannelFlows', AppInstanceArn, 'ChannelFlows', async (page, http) =>
    messagingClient().send(new ListChannelFlowsCommand({ AppInstanceArn, ...page }), http),
  );
  for await (const flows of pages) yield* flows;
}

/** ARNs of the channels that have the flow, page by page. */
export async function* listChannelsWithFlow(run: Run, ChannelFlowArn: string): AsyncGenerator<string[]> {
  const operation = 'ListChannelsAssociatedWithChannelFlow';
  const pages = pagesOf(run, operation, ChannelFlowArn, 'Channels', async (page, http) =>
    messagingClient().send(
      new ListChannelsAssociatedWithChannelFlowCommand({ ChannelFlowArn, ...page }),
      http,
    ),
  );
  for await (const channels of pages) yield channels.flatMap((channel) => channel.ChannelArn ?? []);
}

/** ARNs of the app instances of this account and Region. */
export async function* listAppInstances(run: Run): AsyncGenerator<string> {
  const { client, sdk } = identity();
  const pages = pagesOf(run, 'ListAppInstances', 'this account', 'AppInstances', async (page, http) =>
    client.send(new sdk.ListAppInstancesCommand(page), http),
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
  options: CallOptions<unknown>,
): Promise<void> {
  await call<unknown>(
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
