import { newChat, type EmulatedChat } from './emulated-chat';
import type { ChimeMessagingEmulatorOptions, StreamRecord } from '../../../testing/emulator';

const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-all';

/** A chat whose data of both types goes to one stream, and the records of that stream. */
async function newStreamingChat(
  options: ChimeMessagingEmulatorOptions = {},
): Promise<{ chat: EmulatedChat; records: StreamRecord[]; told: () => string[] }> {
  const chat = await newChat(options);
  const records: StreamRecord[] = [];
  chat.emulator.useStreamSink({ put: (record) => records.push(record) });
  await configure(chat, ['Channel', 'ChannelMessage']);
  return { chat, records, told: () => records.splice(0).map(typeOf) };
}

async function configure(
  chat: EmulatedChat,
  types: readonly ('Channel' | 'ChannelMessage')[],
): Promise<void> {
  await chat.call('PutMessagingStreamingConfigurations', {
    AppInstanceArn: chat.app,
    StreamingConfigurations: types.map((DataType) => ({ DataType, ResourceArn: STREAM })),
  });
}

interface Content {
  readonly EventType: string;
  readonly Payload: Readonly<Record<string, unknown>>;
}

const contentOf = ({ data }: StreamRecord): Content => JSON.parse(data) as Content;
const typeOf = (record: StreamRecord): string => contentOf(record).EventType;

test('a stream tells of every change of a channel', async () => {
  const { chat, told } = await newStreamingChat();
  const ChimeBearer = chat.user('alice');

  const ChannelArn = await chat.newChannel();
  expect(told()).toEqual([
    'CREATE_CHANNEL',
    'CREATE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MODERATOR',
  ]);

  await chat.call('UpdateChannel', { ChannelArn, Name: 'other', ChimeBearer });
  const ExpirationSettings = { ExpirationDays: 1, ExpirationCriterion: 'CREATED_TIMESTAMP' } as const;
  await chat.call('PutChannelExpirationSettings', { ChannelArn, ChimeBearer, ExpirationSettings });
  expect(told()).toEqual(['UPDATE_CHANNEL', 'UPDATE_CHANNEL_EXPIRATION_SETTINGS']);

  const MemberArns = [chat.user('carol'), chat.user('dave')];
  await chat.call('BatchCreateChannelMembership', { ChannelArn, MemberArns, ChimeBearer });
  await chat.call('UpdateChannelReadMarker', { ChannelArn, ChimeBearer });
  const carol = { ChannelArn, MemberArn: chat.user('carol'), ChimeBearer };
  await chat.call('DeleteChannelMembership', carol);
  expect(told()).toEqual([
    'CREATE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MEMBERSHIP',
    'DELETE_CHANNEL_MEMBERSHIP',
  ]);

  await chat.call('CreateChannelBan', carol);
  await chat.call('DeleteChannelBan', carol);
  const moderator = { ChannelArn, ChannelModeratorArn: chat.user('bob'), ChimeBearer };
  await chat.call('CreateChannelModerator', moderator);
  await chat.call('DeleteChannelModerator', moderator);
  expect(told()).toEqual([
    'CREATE_CHANNEL_BAN',
    'DELETE_CHANNEL_BAN',
    'CREATE_CHANNEL_MODERATOR',
    'DELETE_CHANNEL_MODERATOR',
  ]);

  await chat.call('DeleteChannel', { ChannelArn, ChimeBearer });
  expect(told()).toEqual(['DELETE_CHANNEL']);
});

test('a stream tells of the messages that are sent, edited, redacted and deleted', async () => {
  const { chat, records, told } = await newStreamingChat();
  const ChannelArn = await chat.newChannel();
  told();

  const MessageId = await chat.send(ChannelArn, 'hello');
  expect(records.map(contentOf)).toEqual([
    {
      EventType: 'CREATE_CHANNEL_MESSAGE',
      Payload: expect.objectContaining({
        ChannelArn,
        MessageId,
        Content: 'hello',
        Persistence: 'PERSISTENT',
        Sender: { Arn: chat.user('bob'), Name: 'bob' },
        Status: { Value: 'SENT' },
        CreatedTimestamp: '1970-01-02T00:00:00.000Z',
      }) as unknown,
    },
  ]);

  const message = { ChannelArn, MessageId, ChimeBearer: chat.user('bob') };
  await chat.call('UpdateChannelMessage', { ...message, Content: 'bye' });
  await chat.call('RedactChannelMessage', message);
  await chat.call('DeleteChannelMessage', { ...message, ChimeBearer: chat.user('admin') });
  expect(told()).toEqual([
    'CREATE_CHANNEL_MESSAGE',
    'UPDATE_CHANNEL_MESSAGE',
    'REDACT_CHANNEL_MESSAGE',
    'DELETE_CHANNEL_MESSAGE',
  ]);
});

test('a message that is pending or denied is not streamed', async () => {
  const { chat, told } = await newStreamingChat();
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:deny';
  const { emulator } = chat;
  emulator.useProcessorFunction(functionArn, async (event) => {
    const { CallbackId, ChannelMessage } = event;
    await chat.call('ChannelFlowCallback', {
      CallbackId,
      ChannelArn: ChannelMessage.ChannelArn,
      ChannelMessage: { MessageId: ChannelMessage.MessageId },
      DeleteResource: true,
    });
  });
  const Processors = [
    {
      Name: 'deny',
      ExecutionOrder: 1,
      FallbackAction: 'ABORT',
      Configuration: { Lambda: { ResourceArn: functionArn, InvocationType: 'ASYNC' } },
    },
  ] as const;
  const flow = await chat.call('CreateChannelFlow', { AppInstanceArn: chat.app, Name: 'flow', Processors });
  const ChannelArn = await chat.newChannel();
  await chat.call('AssociateChannelFlow', { ChannelArn, ...flow, ChimeBearer: chat.user('alice') });
  told();

  const MessageId = await chat.send(ChannelArn, 'hello');

  expect(await emulator.settled(MessageId)).toBe('DENIED');
  expect(told()).toEqual([]);
});

test('a stream gets the data types that it is configured for, from then on', async () => {
  const { chat, told } = await newStreamingChat();
  await configure(chat, ['ChannelMessage']);

  await chat.send(await chat.newChannel(), 'hello');
  await chat.call('DeleteMessagingStreamingConfigurations', { AppInstanceArn: chat.app });
  await chat.send(await chat.newChannel(), 'hello');

  expect(told()).toEqual(['CREATE_CHANNEL_MESSAGE']);
});

test('the records of an elastic channel tell of its subchannels, and not of balanced members', async () => {
  const { chat, records } = await newStreamingChat();
  const ElasticChannelConfiguration = {
    MaximumSubChannels: 2,
    TargetMembershipsPerSubChannel: 2,
    MinimumMembershipPercentage: 40,
  };

  const ChannelArn = await chat.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ElasticChannelConfiguration,
  });

  const created = records.map(contentOf).filter(({ EventType }) => EventType === 'CREATE_SUB_CHANNEL');
  expect(created).toEqual([
    {
      EventType: 'CREATE_SUB_CHANNEL',
      Payload: { ChannelArn, SubChannelId: expect.any(String) as unknown },
    },
  ]);
});

test.each([
  ['flat', (payload: Content['Payload']) => payload],
  ['nested', (payload: Content['Payload']) => payload.Channel as Content['Payload']],
] as const)('the fields of a channel are where the payload is %s', async (streamPayload, channelOf) => {
  const { chat, records } = await newStreamingChat({ behavior: { streamPayload } });

  const ChannelArn = await chat.newChannel();

  expect(channelOf(contentOf(records[0]!).Payload)).toMatchObject({ ChannelArn, Name: 'channel' });
  expect(records[0]).toMatchObject({ streamArn: STREAM, partitionKey: ChannelArn });
});

test.each([
  ['once', ['0', '1', '2'], ['0', '1', '2']],
  ['duplicated', ['0', '0', '1', '1', '2', '2'], ['0', '0', '1', '1', '2', '2']],
  ['dropped', [], []],
  ['reordered', ['1'], ['1', '0', '2']],
] as const)('records arrive %s', async (streamDelivery, atOnce, inTheEnd) => {
  const { chat, records } = await newStreamingChat();
  const ChannelArn = await chat.newChannel();
  records.length = 0;
  chat.emulator.behavior.streamDelivery = streamDelivery;
  const contents = () => records.map((record) => contentOf(record).Payload.Content);

  for (const content of ['0', '1', '2']) await chat.send(ChannelArn, content);
  expect(contents()).toEqual(atOnce);

  await chat.emulator.clock.advance(1_000);
  expect(contents()).toEqual(inTheEnd);
});

test('records arrive as late as the behavior says', async () => {
  const { chat, told } = await newStreamingChat({ behavior: { streamDelay: 60_000 } });
  await chat.newChannel();

  await chat.emulator.clock.advance(59_999);
  expect(told()).toEqual([]);
  await chat.emulator.clock.advance(1);
  expect(told()).toContain('CREATE_CHANNEL');
});

test.each([
  ['none', []],
  ['UPDATE_CHANNEL', ['UPDATE_CHANNEL', 'UPDATE_CHANNEL']],
] as const)('an association and its end emit %s', async (associationEvent, expected) => {
  const { chat, told } = await newStreamingChat({ behavior: { associationEvent } });
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:processor';
  const Processors = [
    {
      Name: 'processor',
      ExecutionOrder: 1,
      FallbackAction: 'ABORT',
      Configuration: { Lambda: { ResourceArn: functionArn, InvocationType: 'ASYNC' } },
    },
  ] as const;
  const flow = await chat.call('CreateChannelFlow', { AppInstanceArn: chat.app, Name: 'flow', Processors });
  const association = { ChannelArn: await chat.newChannel(), ...flow, ChimeBearer: chat.user('alice') };
  told();

  await chat.call('AssociateChannelFlow', association);
  await chat.call('DisassociateChannelFlow', association);

  expect(told()).toEqual(expected);
});

test.each([
  ['BadRequest', '400 BadRequestException'],
  ['Forbidden', '403 ForbiddenException'],
] as const)('a stream that cannot be written to is refused with %s', async (inaccessibleStream, expected) => {
  const chat = await newChat({ behavior: { inaccessibleStream } });
  chat.emulator.useStreamSink({ put: () => {}, problemOf: () => 'it has 1 shard' });

  const refused = chat.refusal('PutMessagingStreamingConfigurations', {
    AppInstanceArn: chat.app,
    StreamingConfigurations: [{ DataType: 'Channel', ResourceArn: STREAM }],
  });

  expect(await refused).toBe(expected);
});
