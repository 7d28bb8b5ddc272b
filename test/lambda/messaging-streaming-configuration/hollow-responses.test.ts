import { OURS } from './streaming-fixtures';
import { APP_INSTANCE, harnessForFile } from '../helpers/provider-harness';

const { harness, stub } = harnessForFile();
const CHANNEL = [{ DataType: 'Channel', ResourceArn: OURS }];
const THEIRS = [{ DataType: 'ChannelMessage', ResourceArn: `${OURS}-of-others` }];

async function create() {
  return harness.handle({
    ResourceType: 'Custom::ChimeMessagingStreamingConfiguration',
    ResourceProperties: { AppInstanceArn: APP_INSTANCE, Streams: { Channel: OURS } },
  });
}

function puts() {
  return stub.calls.filter(({ operation }) => operation === 'PutMessagingStreamingConfigurations');
}

test('repeats a call whose response lacks the list, because a put would end the missing configurations', async () => {
  const responses = [{}, {}, { StreamingConfigurations: THEIRS }];
  stub
    .on('PutMessagingStreamingConfigurations', {})
    .on('GetMessagingStreamingConfigurations', (_, index) =>
      puts().length === 0 ? responses[index]! : { StreamingConfigurations: [...CHANNEL, ...THEIRS] },
    );

  expect((await create()).Status).toBe('SUCCESS');
  expect(puts().map(({ body }) => body)).toEqual([{ StreamingConfigurations: [...CHANNEL, ...THEIRS] }]);
});

test('a service that says "none" by leaving out the list is understood', async () => {
  stub
    .on('PutMessagingStreamingConfigurations', {})
    .on('GetMessagingStreamingConfigurations', () =>
      puts().length === 0 ? {} : { StreamingConfigurations: CHANNEL },
    );

  expect((await create()).Status).toBe('SUCCESS');
  expect(puts().map(({ body }) => body)).toEqual([{ StreamingConfigurations: CHANNEL }]);
});
