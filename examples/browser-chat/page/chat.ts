import { ChimeSDKMessagingClient, SendChannelMessageCommand } from '@aws-sdk/client-chime-sdk-messaging';
import {
  ConsoleLogger,
  DefaultMessagingSession,
  LogLevel,
  MessagingSessionConfiguration,
  PrefetchOn,
  type Message,
} from 'amazon-chime-sdk-js';

/** A message as a session reports it. */
export interface ChatMessage {
  readonly MessageId: string;
  readonly Sender: { readonly Arn: string; readonly Name: string };
  /** Left out once the message is redacted. */
  readonly Content?: string;
  readonly Redacted: boolean;
  /** Only the sender is notified of a message that a flow has not sent. */
  readonly Status: { readonly Value: 'SENT' | 'PENDING' | 'DENIED' | 'FAILED' };
}

/** Receives the events of a chat. */
export interface ChatListener {
  onConnection(state: string): void;
  /** The user's channel is known, as it is at sign-in and after each reconnect. */
  onChannel(name: string): void;
  onMessage(message: ChatMessage): void;
  onDeleted(messageId: string): void;
}

interface ChannelDetails {
  readonly Channel: { readonly ChannelArn: string; readonly Name: string };
  /** Newest first. */
  readonly ChannelMessages: readonly ChatMessage[];
}

/** One user's chat in one channel, through the official SDKs. */
export class Chat {
  private readonly client: ChimeSDKMessagingClient;
  private channelArn: string | undefined;

  public constructor(
    endpoint: string,
    private readonly userArn: string,
    private readonly listener: ChatListener,
  ) {
    // The emulator accepts any credentials. On AWS, your backend hands out temporary ones for the signed-in user.
    const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
    this.client = new ChimeSDKMessagingClient({ endpoint, region: 'us-east-1', credentials });
  }

  /** Signs in and follows the user's channel; after a lost connection, the SDK connects again. */
  public async start(): Promise<void> {
    const sessionId = crypto.randomUUID();
    const configuration = new MessagingSessionConfiguration(this.userArn, sessionId, undefined, this.client);
    configuration.prefetchOn = PrefetchOn.Connect; // the session begins with the channel and its latest messages
    const session = new DefaultMessagingSession(configuration, new ConsoleLogger('chat', LogLevel.WARN));
    session.addObserver({
      messagingSessionDidStartConnecting: () => this.listener.onConnection('connecting'),
      messagingSessionDidStart: () => this.listener.onConnection('connected'),
      messagingSessionDidStop: () => this.listener.onConnection('disconnected'),
      messagingSessionDidReceiveMessage: (message) => this.receive(message),
    });
    await session.start();
  }

  public async send(content: string): Promise<void> {
    await this.client.send(
      new SendChannelMessageCommand({
        ChannelArn: this.channelArn,
        ChimeBearer: this.userArn,
        Content: content,
        Persistence: 'PERSISTENT',
        Type: 'STANDARD',
      }),
    );
  }

  private receive({ type, payload }: Message): void {
    if (type === 'CHANNEL_DETAILS') return this.enter(JSON.parse(payload) as ChannelDetails);
    if (!type.endsWith('_CHANNEL_MESSAGE')) return;
    const message = JSON.parse(payload) as ChatMessage;
    if (type === 'DELETE_CHANNEL_MESSAGE') this.listener.onDeleted(message.MessageId);
    else this.listener.onMessage(message);
  }

  private enter({ Channel, ChannelMessages }: ChannelDetails): void {
    this.channelArn = Channel.ChannelArn;
    this.listener.onChannel(Channel.Name);
    for (const message of [...ChannelMessages].reverse()) this.listener.onMessage(message);
  }
}
