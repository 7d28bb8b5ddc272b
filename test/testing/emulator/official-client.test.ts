/** The messaging session of amazon-chime-sdk-js, a third-party client, against an emulator with TLS. */
import { readFileSync } from 'node:fs';
import {
  ChannelFlowCallbackCommand,
  ChimeSDKMessagingClient,
  SendChannelMessageCommand,
  UpdateChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  ConsoleLogger,
  DefaultMessagingSession,
  LogLevel,
  type Message,
  MessagingSessionConfiguration,
  PrefetchOn,
} from 'amazon-chime-sdk-js';
import { WebSocket } from 'ws';
import { FUNCTION_ARN, until } from './support';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
const [ALICE, BOB] = [`${APP_INSTANCE}/user/alice`, `${APP_INSTANCE}/user/bob`];
const CHANNEL = `${APP_INSTANCE}/channel/general`;

let emulator: ChimeMessagingEmulator;
let client: ChimeSDKMessagingClient;

beforeEach(async () => {
  emulator = await ChimeMessagingEmulator.start({ tls: true });
  emulator.seed({
    appInstances: [
      {
        id: 'chat',
        users: [{ id: 'alice' }, { id: 'bob' }],
        channelFlows: [{ id: 'moderation', processors: [{ function: FUNCTION_ARN }] }],
        channels: [{ id: 'general', createdBy: 'alice', members: ['bob'], channelFlow: 'moderation' }],
      },
    ],
  });
  emulator.useProcessorFunction(FUNCTION_ARN, async ({ CallbackId, ChannelMessage }) => {
    const { ChannelArn, MessageId, Content } = ChannelMessage;
    const moderated = { MessageId, Content: Content!.replace('darn', '****') };
    const DeleteResource = Content!.includes('awful');
    await client.send(
      new ChannelFlowCallbackCommand({ CallbackId, ChannelArn, ChannelMessage: moderated, DeleteResource }),
    );
  });
  const ca = readFileSync(emulator.certificatePath!);
  client = new ChimeSDKMessagingClient({
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler({ httpsAgent: { ca } }),
  });
  giveBrowserGlobals(ca);
});

afterEach(async () => {
  client.destroy();
  await emulator.close();
});

test('it signs in, gets the history, and follows messages, edits and moderation', async () => {
  const sent = await send(ALICE, 'oh darn');
  await emulator.settled(sent);
  const bob = new Follower(BOB);
  await bob.session.start();
  await bob.until('CHANNEL_DETAILS');

  expect(bob.last.payload).toMatchObject({
    Channel: { ChannelArn: CHANNEL },
    ChannelMessages: [{ MessageId: sent, Content: 'oh ****', Sender: { Arn: ALICE } }],
  });
  const live = await send(BOB, 'hello');
  await bob.until('CREATE_CHANNEL_MESSAGE');
  expect(bob.last.payload).toMatchObject({ MessageId: live, Content: 'hello', Status: { Value: 'SENT' } });
  await edit(live, 'hello darn');
  await bob.until('UPDATE_CHANNEL_MESSAGE');
  expect(bob.last.payload).toMatchObject({ MessageId: live, Content: 'hello ****' });
  await send(BOB, 'awful');
  await bob.until('DENIED_CREATE_CHANNEL_MESSAGE');
  expect(bob.types.slice(-2)).toEqual(['PENDING_CREATE_CHANNEL_MESSAGE', 'DENIED_CREATE_CHANNEL_MESSAGE']);
  bob.session.stop();
  await until(() => emulator.sessions.open.length === 0 && bob.stops.length === 1);
  expect([bob.starts, bob.stops]).toEqual([1, [1005]]); // it closes without a code
});

test.each([[{}], [{ code: 1012 }]])('it connects again after a drop with %j', async (how) => {
  const bob = new Follower(BOB);
  await bob.session.start();

  emulator.sessions.drop(how);
  await until(() => bob.starts === 2);
  await send(ALICE, 'back again');
  await bob.until('CREATE_CHANNEL_MESSAGE');

  expect(bob.last.payload).toMatchObject({ Content: 'back again' });
  expect(bob.stops).toEqual([]);
  bob.session.stop();
  await until(() => bob.stops.length === 1);
});

test.each([
  ['closed', { starts: 2, stops: [] }],
  ['unauthorized', { starts: 1, stops: [4401] }],
] as const)(
  'its session ends with its credentials (%s), and it goes on as %j',
  async (how, { starts, stops }) => {
    const hour = 60 * 60 * 1000;
    let expiresAt = emulator.clock.now() + hour;
    emulator.behavior.expiredSession = how;
    emulator.useAuthorizer({
      authorize: () => ({ allowed: true }),
      accessKey: () => ({ secretAccessKey: 'secret', expiresAt }),
    });
    const bob = new Follower(BOB);
    await bob.session.start();

    expiresAt += hour; // the expiration of the credentials that it gets next
    await emulator.clock.advance(hour);
    await until(() => bob.starts === starts && bob.stops.length === stops.length);

    expect(bob.stops).toEqual(stops);
    expect(emulator.sessions.open).toHaveLength(starts - 1);
    bob.session.stop();
  },
);

test('it stops when it is refused, and when it is displaced', async () => {
  emulator.useAuthorizer({ authorize: ({ action }) => ({ allowed: action !== 'chime:Connect' || isOpen }) });
  let isOpen = false;

  await expect(new Follower(BOB).session.start()).rejects.toMatchObject({ code: 4401 });
  isOpen = true;
  const [first, second] = [new Follower(BOB), new Follower(BOB)];
  await first.session.start();
  await second.session.start();
  await until(() => first.stops.length === 1);

  expect([first.stops, second.stops]).toEqual([[4003], []]);
  second.session.stop();
  await until(() => second.stops.length === 1);
  expect(emulator.requests.filter(({ operation }) => operation === 'Connect')).toHaveLength(3);
});

/** A user who follows the channels with the official client. */
class Follower {
  public readonly session: DefaultMessagingSession;
  public readonly received: { readonly type: string; readonly payload: unknown }[] = [];
  public starts = 0;
  /** The close codes. */
  public readonly stops: number[] = [];

  public constructor(userArn: string) {
    const configuration = new MessagingSessionConfiguration(userArn, 'session', undefined, client);
    configuration.prefetchOn = PrefetchOn.Connect;
    configuration.reconnectShortBackoffMs = 1;
    configuration.reconnectTimeoutMs = 120_000;
    this.session = new DefaultMessagingSession(configuration, new ConsoleLogger('session', LogLevel.OFF));
    this.session.addObserver({
      messagingSessionDidStart: () => void this.starts++,
      messagingSessionDidStop: ({ code }) => void this.stops.push(code),
      messagingSessionDidReceiveMessage: ({ type, payload }: Message) => {
        this.received.push({ type, payload: payload && (JSON.parse(payload) as unknown) });
      },
    });
  }

  public get types(): string[] {
    return this.received.map(({ type }) => type);
  }

  public get last(): { readonly type: string; readonly payload: unknown } {
    return this.received.at(-1)!;
  }

  /** Waits until the latest message has this type. */
  public async until(type: string): Promise<void> {
    await until(() => this.types.at(-1) === type);
  }
}

async function send(ChimeBearer: string, Content: string): Promise<string> {
  const input = {
    ChannelArn: CHANNEL,
    ChimeBearer,
    Content,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  } as const;
  return (await client.send(new SendChannelMessageCommand(input))).MessageId!;
}

async function edit(MessageId: string, Content: string): Promise<void> {
  const input = { ChannelArn: CHANNEL, ChimeBearer: BOB, MessageId, Content };
  await client.send(new UpdateChannelMessageCommand(input));
}

/** The browser features that the client expects; its WebSocket trusts the emulator's certificate. */
function giveBrowserGlobals(ca: Buffer): void {
  const listening = { addEventListener() {}, removeEventListener() {} };
  class TrustingWebSocket extends WebSocket {
    public constructor(url: string, protocols: string[]) {
      super(url, protocols, { ca });
    }
  }
  Object.assign(globalThis, {
    WebSocket: TrustingWebSocket,
    CloseEvent: Event,
    window: globalThis,
    document: listening,
  });
}
