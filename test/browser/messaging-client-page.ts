/** Runs in a page: the official messaging client and the AWS SDK, which a test uses through `chat`. */
import {
  ChimeSDKMessagingClient,
  SendChannelMessageCommand,
  UpdateChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import {
  ConsoleLogger,
  DefaultMessagingSession,
  LogLevel,
  MessagingSessionConfiguration,
  PrefetchOn,
  type Message,
} from 'amazon-chime-sdk-js';

/** The test's interface to this page. */
export interface PageChat {
  /** The events of the session, as `<type> <content>`. */
  readonly received: readonly string[];
  readonly stops: readonly number[];
  /** Signs in; resolves with `started`, or with the code of the close frame. */
  start(endpoint: string, userArn: string): Promise<string>;
  send(channelArn: string, content: string): Promise<string>;
  edit(channelArn: string, messageId: string, content: string): Promise<void>;
}

let client: ChimeSDKMessagingClient;
let ChimeBearer: string;
const received: string[] = [];
const stops: number[] = [];

const chat: PageChat = {
  received,
  stops,
  async start(endpoint, userArn) {
    ChimeBearer = userArn;
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    client = new ChimeSDKMessagingClient({ endpoint, region: 'us-east-1', credentials });
    const configuration = new MessagingSessionConfiguration(userArn, 'page', undefined, client);
    configuration.prefetchOn = PrefetchOn.Connect;
    configuration.reconnectShortBackoffMs = 1;
    configuration.reconnectTimeoutMs = 60_000;
    const session = new DefaultMessagingSession(configuration, new ConsoleLogger('page', LogLevel.OFF));
    session.addObserver({
      messagingSessionDidReceiveMessage: (message: Message) => void received.push(lineOf(message)),
      messagingSessionDidStop: ({ code }: { code: number }) => void stops.push(code),
    });
    return session.start().then(
      () => 'started',
      ({ code }: { code: number }) => String(code),
    );
  },
  async send(ChannelArn, Content) {
    const input = { ChannelArn, ChimeBearer, Content, Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;
    return (await client.send(new SendChannelMessageCommand(input))).MessageId!;
  },
  async edit(ChannelArn, MessageId, Content) {
    await client.send(new UpdateChannelMessageCommand({ ChannelArn, ChimeBearer, MessageId, Content }));
  },
};
Object.assign(globalThis, { chat });

function lineOf({ type, payload }: Message): string {
  const { Content, ChannelMessages } = (payload ? JSON.parse(payload) : {}) as {
    readonly Content?: string;
    readonly ChannelMessages?: readonly { readonly Content: string }[];
  };
  const contents = ChannelMessages?.map((message) => message.Content).join(', ') ?? Content;
  return contents === undefined ? type : `${type} ${contents}`;
}
