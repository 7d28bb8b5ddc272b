import {
  ChimeSDKIdentityClient,
  CreateAppInstanceAdminCommand,
  CreateAppInstanceCommand,
  CreateAppInstanceUserCommand,
} from '@aws-sdk/client-chime-sdk-identity';
import {
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  DescribeChannelCommand,
  DescribeChannelFlowCommand,
  ListChannelFlowsCommand,
  ListChannelMessagesCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import type { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

/** A chat that exists before the stack: an app instance, Alice, who moderates a channel, and Bob, who reads it. */
export class Chat {
  public static async create(emulator: ChimeMessagingEmulator): Promise<Chat> {
    const client = {
      endpoint: emulator.endpoint,
      region: emulator.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const identity = new ChimeSDKIdentityClient(client);
    const { AppInstanceArn } = await identity.send(new CreateAppInstanceCommand({ Name: 'Community' }));
    const user = async (AppInstanceUserId: string): Promise<string> => {
      const input = { AppInstanceArn, AppInstanceUserId, Name: AppInstanceUserId };
      const { AppInstanceUserArn } = await identity.send(new CreateAppInstanceUserCommand(input));
      return AppInstanceUserArn!;
    };
    const alice = await user('alice');
    const bob = await user('bob');
    await identity.send(new CreateAppInstanceAdminCommand({ AppInstanceArn, AppInstanceAdminArn: alice }));

    const messaging = new ChimeSDKMessagingClient(client);
    const { ChannelArn } = await messaging.send(
      new CreateChannelCommand({ AppInstanceArn, Name: 'Lobby', ChimeBearer: alice, MemberArns: [bob] }),
    );
    return new Chat(messaging, AppInstanceArn!, alice, bob, ChannelArn!);
  }

  private constructor(
    private readonly messaging: ChimeSDKMessagingClient,
    public readonly appInstanceArn: string,
    public readonly alice: string,
    public readonly bob: string,
    public readonly channelArn: string,
  ) {}

  /** Alice sends a message. */
  public async send(content: string): Promise<string> {
    const { MessageId } = await this.messaging.send(
      new SendChannelMessageCommand({
        ChannelArn: this.channelArn,
        ChimeBearer: this.alice,
        Content: content,
        Type: 'STANDARD',
        Persistence: 'PERSISTENT',
      }),
    );
    return MessageId!;
  }

  /** The content of a message that Bob sees. */
  public async seenByBob(messageId: string): Promise<string | undefined> {
    const { ChannelMessages } = await this.messaging.send(
      new ListChannelMessagesCommand({ ChannelArn: this.channelArn, ChimeBearer: this.bob }),
    );
    return ChannelMessages?.find((message) => message.MessageId === messageId)?.Content;
  }

  /** The flow of the chat's channel. */
  public async flowOfChannel(): Promise<string | undefined> {
    return this.flowOf(this.channelArn);
  }

  /** The flow of any channel. */
  public async flowOf(ChannelArn: string): Promise<string | undefined> {
    const { Channel } = await this.messaging.send(
      new DescribeChannelCommand({ ChannelArn, ChimeBearer: this.alice }),
    );
    return Channel?.ChannelFlowArn;
  }

  public async flows(): Promise<string[]> {
    const { ChannelFlows } = await this.messaging.send(
      new ListChannelFlowsCommand({ AppInstanceArn: this.appInstanceArn }),
    );
    return (ChannelFlows ?? []).map((flow) => flow.ChannelFlowArn!);
  }

  /** Name and first processor of a flow. */
  public async describeFlow(
    channelFlowArn: string,
  ): Promise<{ name: string | undefined; functionArn: string | undefined }> {
    const { ChannelFlow } = await this.messaging.send(
      new DescribeChannelFlowCommand({ ChannelFlowArn: channelFlowArn }),
    );
    return {
      name: ChannelFlow?.Name,
      functionArn: ChannelFlow?.Processors?.[0]?.Configuration?.Lambda?.ResourceArn,
    };
  }
}
