/** The calls to the service that a coverage makes, each as one command. */
import {
  AssociateChannelFlowCommand,
  type Channel,
  type ChannelSummary,
  type ChimeSDKMessagingClient,
  DescribeChannelCommand,
  DisassociateChannelFlowCommand,
  ListChannelFlowsCommand,
  ListChannelsAssociatedWithChannelFlowCommand,
  ListChannelsCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { required } from '../../processor/response';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import type { HttpOptions } from '../chime';

/** The part of the client that is used. */
export type MessagingClient = Pick<ChimeSDKMessagingClient, 'send'>;

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the next part; undefined if there is none. */
  readonly next: string | undefined;
}

/** A channel as lists show it. */
export type ListedChannel = Pick<ChannelSummary, 'Name' | 'Privacy' | 'Mode'> & {
  readonly ChannelArn: string;
};

/** The largest page that the service returns. */
const MaxResults = 50;

/** Makes the calls through a client. A response that lacks a required field counts as no response. */
export class Messaging {
  constructor(private readonly client: MessagingClient) {}

  async listChannelFlows(
    AppInstanceArn: string,
    NextToken: string | undefined,
    http: HttpOptions,
  ): Promise<Page<string>> {
    const command = new ListChannelFlowsCommand({ AppInstanceArn, MaxResults, NextToken });
    const output = await this.client.send(command, http);
    const flows = required(output, 'ChannelFlows');
    return { items: flows.flatMap((flow) => flow.ChannelFlowArn ?? []), next: nextOf(output) };
  }

  async listAssociatedChannels(
    ChannelFlowArn: string,
    NextToken: string | undefined,
    http: HttpOptions,
  ): Promise<Page<ListedChannel>> {
    const input = { ChannelFlowArn, MaxResults, NextToken };
    const output = await this.client.send(new ListChannelsAssociatedWithChannelFlowCommand(input), http);
    const channels = required(output, 'Channels');
    return { items: channels.filter(isNamed), next: nextOf(output) };
  }

  async listChannels(
    about: { AppInstanceArn: string; ChimeBearer: string; Privacy: 'PUBLIC' | 'PRIVATE' },
    NextToken: string | undefined,
    http: HttpOptions,
  ): Promise<Page<ListedChannel>> {
    const command = new ListChannelsCommand({ ...about, MaxResults, NextToken });
    const output = await this.client.send(command, http);
    const channels = required(output, 'Channels');
    return { items: channels.filter(isNamed), next: nextOf(output) };
  }

  async describeChannel(ChannelArn: string, ChimeBearer: string, http: HttpOptions): Promise<Channel> {
    const command = new DescribeChannelCommand({ ChannelArn, ChimeBearer });
    return required(await this.client.send(command, http), 'Channel');
  }

  async associate(association: ChannelFlowAssociationProperties, http: HttpOptions): Promise<void> {
    await this.client.send(new AssociateChannelFlowCommand(association), http);
  }

  async disassociate(association: ChannelFlowAssociationProperties, http: HttpOptions): Promise<void> {
    await this.client.send(new DisassociateChannelFlowCommand(association), http);
  }
}

function isNamed<T extends { ChannelArn?: string }>(channel: T): channel is T & { ChannelArn: string } {
  return channel.ChannelArn !== undefined;
}

function nextOf({ NextToken }: { NextToken?: string }): string | undefined {
  return NextToken === '' ? undefined : NextToken;
}
