import { newWorld } from './world';

const stream = (name: string): string =>
  `arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-${name}`;
const channels = { DataType: 'Channel', ResourceArn: stream('channels') } as const;
const messages = { DataType: 'ChannelMessage', ResourceArn: stream('messages') } as const;

test('streaming configurations are put, returned and deleted', async () => {
  const world = await newWorld();
  const app = { AppInstanceArn: world.app };
  const wanted = { ...app, StreamingConfigurations: [channels, messages] };

  const never = await world.refusal('GetMessagingStreamingConfigurations', app);
  const put = await world.call('PutMessagingStreamingConfigurations', wanted);
  const got = await world.call('GetMessagingStreamingConfigurations', app);
  await world.call('DeleteMessagingStreamingConfigurations', app);

  expect(never).toBe('404 NotFoundException');
  expect(put).toEqual({ StreamingConfigurations: [channels, messages] });
  expect(got).toEqual(put);
  expect(await world.refusal('GetMessagingStreamingConfigurations', app)).toBe('404 NotFoundException');
  expect(await world.refusal('DeleteMessagingStreamingConfigurations', app)).toBe('accepted');
});

test.each([
  ['replaces', [messages]],
  ['merges', [channels, messages]],
] as const)('a second put %s what was there', async (streamingPut, expected) => {
  const world = await newWorld({ behavior: { streamingPut } });
  const app = { AppInstanceArn: world.app };

  for (const each of [channels, messages]) {
    await world.call('PutMessagingStreamingConfigurations', { ...app, StreamingConfigurations: [each] });
  }

  const { StreamingConfigurations } = await world.call('GetMessagingStreamingConfigurations', app);
  expect(StreamingConfigurations).toEqual(expected);
});

test.each([
  ['in another account', stream('x').replace('111122223333', '444455556666')],
  ['in another region', stream('x').replace('us-east-1', 'eu-central-1')],
  ['with another name', stream('x').replace('chime-messaging-', '')],
  ['that is none', 'arn:aws:firehose:us-east-1:111122223333:deliverystream/chime-messaging-x'],
])('a stream %s is refused', async (_, ResourceArn) => {
  const world = await newWorld();
  const StreamingConfigurations = [{ ...channels, ResourceArn }];

  expect(
    await world.refusal('PutMessagingStreamingConfigurations', {
      AppInstanceArn: world.app,
      StreamingConfigurations,
    }),
  ).toBe('400 BadRequestException');
});

test('a data type goes to one stream', async () => {
  const world = await newWorld();
  const twice = [channels, { ...channels, ResourceArn: stream('other') }];

  expect(
    await world.refusal('PutMessagingStreamingConfigurations', {
      AppInstanceArn: world.app,
      StreamingConfigurations: twice,
    }),
  ).toBe('400 BadRequestException');
});
