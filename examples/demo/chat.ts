import {
  AssociateChannelFlowCommand,
  ChannelMessagePersistenceType,
  ChannelMessageType,
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  DescribeChannelFlowCommand,
  ListChannelMessagesCommand,
  ListTagsForResourceCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import type { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

/** What happened to a message, as its sender and the others see it. */
export interface Outcome {
  readonly status: string;
  readonly senderSees: string;
  readonly recipientSees: string;
}

/** The channel as its users use it: with the AWS SDK. */
export class Chat {
  private readonly client: ChimeSDKMessagingClient;

  public constructor(
    private readonly emulator: ChimeMessagingEmulator,
    private readonly channelArn: string,
    private readonly sender: string,
    private readonly recipient: string,
  ) {
    this.client = new ChimeSDKMessagingClient({
      endpoint: emulator.endpoint,
      region: emulator.region,
      credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
    });
  }

  /** Sends a message and waits until it is no longer pending. */
  public async send(
    content: string,
    type: ChannelMessageType = ChannelMessageType.STANDARD,
  ): Promise<Outcome> {
    const { MessageId } = await this.client.send(
      new SendChannelMessageCommand({
        ChannelArn: this.channelArn,
        ChimeBearer: this.sender,
        Content: content,
        Type: type,
        Persistence: ChannelMessagePersistenceType.PERSISTENT,
      }),
    );
    const status = await this.emulator.settled(MessageId!);
    return {
      status,
      senderSees: await this.seenBy(this.sender, MessageId!),
      recipientSees: await this.seenBy(this.recipient, MessageId!),
    };
  }

  /** Does the same as a backend at run time: creates a channel and associates the flow. */
  public async openChannel(name: string, appInstanceArn: string, channelFlowArn: string): Promise<void> {
    const { ChannelArn } = await this.client.send(
      new CreateChannelCommand({ AppInstanceArn: appInstanceArn, ChimeBearer: this.sender, Name: name }),
    );
    await this.client.send(
      new AssociateChannelFlowCommand({
        ChannelArn,
        ChannelFlowArn: channelFlowArn,
        ChimeBearer: this.sender,
      }),
    );
  }

  public async describeFlow(arn: string): Promise<{ name: string; fallbackAction: string; tags: string[] }> {
    const { ChannelFlow: flow } = await this.client.send(
      new DescribeChannelFlowCommand({ ChannelFlowArn: arn }),
    );
    const { Tags: tags } = await this.client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    return {
      name: flow?.Name ?? '',
      fallbackAction: flow?.Processors?.[0]?.FallbackAction ?? '',
      tags: (tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`),
    };
  }

  private async seenBy(viewer: string, messageId: string): Promise<string> {
    const { ChannelMessages: messages } = await this.client.send(
      new ListChannelMessagesCommand({ ChannelArn: this.channelArn, ChimeBearer: viewer }),
    );
    const message = messages?.find((candidate) => candidate.MessageId === messageId);
    if (message) return `"${message.Content}"`;
    const deliveries = this.emulator
      .deliveries(messageId)
      .filter(({ recipients }) => recipients.includes(viewer));
    return deliveries.at(-1)?.eventType ?? 'nothing';
  }
}
