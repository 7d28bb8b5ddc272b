import { newChat } from './emulated-chat';

const stream = (name: string): string =>
  `arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-${name}`;
const channels = { DataType: 'Channel', ResourceArn: stream('channels') } as const;
const messages = { DataType: 'ChannelMessage', ResourceArn: stream('messages') } as const;

test('streaming configurations are put, returned and deleted', async () => {
  const chat = await newChat();
  const app = { AppInstanceArn: chat.app };
  const wanted = { ...app, StreamingConfigurations: [channels, messages] };

  const never = await chat.refusal('GetMessagingStreamingConfigurations', app);
  const put = await chat.call('PutMessagingStreamingConfigurations', wanted);
  const got = await chat.call('GetMessagingStreamingConfigurations', app);
  await chat.call('DeleteMessagingStreamingConfigurations', app);

  expect(never).toBe('404 NotFoundException');
  expect(put).toEqual({ StreamingConfigurations: [channels, messages] });
  expect(got).toEqual(put);
  expect(await chat.refusal('GetMessagingStreamingConfigurations', app)).toBe('404 NotFoundException');
  expect(await chat.refusal('DeleteMessagingStreamingConfigurations', app)).toBe('accepted');
});

test.each([
  ['replaces', [messages]],
  ['merges', [channels, messages]],
] as const)('a second put %s what was there', async (streamingPut, expected) => {
  const chat = await newChat({ behavior: { streamingPut } });
  const app = { AppInstanceArn: chat.app };

  for (const each of [channels, messages]) {
    await chat.call('PutMessagingStreamingConfigurations', { ...app, StreamingConfigurations: [each] });
  }

  const { StreamingConfigurations } = await chat.call('GetMessagingStreamingConfigurations', app);
  expect(StreamingConfigurations).toEqual(expected);
});

test.each([
  ['in another account', stream('x').replace('111122223333', '444455556666')],
  ['in another region', stream('x').replace('us-east-1', 'eu-central-1')],
  ['with another name', stream('x').replace('chime-messaging-', '')],
  ['that is none', 'arn:aws:firehose:us-east-1:111122223333:deliverystream/chime-messaging-x'],
])('a stream %s is refused', async (_, ResourceArn) => {
  const chat = await newChat();
  const StreamingConfigurations = [{ ...channels, ResourceArn }];

  expect(
    await chat.refusal('PutMessagingStreamingConfigurations', {
      AppInstanceArn: chat.app,
      StreamingConfigurations,
    }),
  ).toBe('400 BadRequestException');
});

test('a data type goes to one stream', async () => {
  const chat = await newChat();
  const twice = [channels, { ...channels, ResourceArn: stream('other') }];

  expect(
    await chat.refusal('PutMessagingStreamingConfigurations', {
      AppInstanceArn: chat.app,
      StreamingConfigurations: twice,
    }),
  ).toBe('400 BadRequestException');
});
