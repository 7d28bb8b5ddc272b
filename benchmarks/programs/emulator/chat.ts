/** The three requests in a message's life, by the same client for any server. */
import {
  ChannelFlowCallbackCommand,
  ChimeSDKMessagingClient,
  GetChannelMessageCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';

export interface Channel {
  readonly ChannelArn: string;
  readonly ChimeBearer: string;
}

export const CONTENT = 'x'.repeat(100);

export class Chat {
  private readonly client: ChimeSDKMessagingClient;

  public constructor(
    endpoint: string,
    private readonly channel: Channel,
  ) {
    const credentials = { accessKeyId: 'benchmark', secretAccessKey: 'benchmark' };
    this.client = new ChimeSDKMessagingClient({ endpoint, region: 'us-east-1', credentials });
  }

  public async send(): Promise<string> {
    const message = { Content: CONTENT, Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;
    const { MessageId } = await this.client.send(
      new SendChannelMessageCommand({ ...this.channel, ...message }),
    );
    return MessageId!;
  }

  public async callBack(CallbackId: string, MessageId: string): Promise<void> {
    const { ChannelArn } = this.channel;
    const ChannelMessage = { MessageId, Content: CONTENT };
    await this.client.send(new ChannelFlowCallbackCommand({ CallbackId, ChannelArn, ChannelMessage }));
  }

  public async read(MessageId: string): Promise<void> {
    await this.client.send(new GetChannelMessageCommand({ ...this.channel, MessageId }));
  }
}
