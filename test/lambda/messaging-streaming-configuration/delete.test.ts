import { OURS, REFUSED, streamingForFile, THEIRS } from './streaming-fixtures';

const local = streamingForFile();
const CHANNEL = { Channel: OURS };

test('what nobody else uses is deleted', async () => {
  const { remove, streams, during } = await local.place(CHANNEL);

  expect(await during(remove)).toEqual(['Get', 'Delete', 'Get']);
  expect(await streams()).toEqual({});
});

describe.each(['replaces', 'merges'] as const)('where a put %s', (streamingPut) => {
  beforeEach(() => void (local.emulator.behavior.streamingPut = streamingPut));

  test('the other data type of somebody else stays', async () => {
    const { remove, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });

    expect((await remove()).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ ChannelMessage: THEIRS });
  });

  test('what somebody else has taken in the meantime stays', async () => {
    const { remove, streams } = await local.place({ Channel: THEIRS, ChannelMessage: OURS });

    expect((await remove({ Channel: OURS, ChannelMessage: OURS })).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ Channel: THEIRS });
  });

  test.each([
    { name: 'ConflictException', statusCode: 409 },
    { name: 'BadRequestException', statusCode: 400 },
    REFUSED,
  ])('the other data type of somebody else is there again after $name', async (error) => {
    const { remove, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });
    const operation = 'PutMessagingStreamingConfigurations';
    local.emulator.faults.inject({ operation, error, skip: 1, times: 2 }); // the first call succeeds before everything is deleted

    expect((await remove()).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ ChannelMessage: THEIRS });
  });

  test.each([
    { loseResponse: true as const, times: 1 },
    { reset: true as const, times: 2 },
    { error: { name: 'ServiceFailureException', statusCode: 500 }, times: 2 },
    { error: { name: 'ThrottledClientException', statusCode: 429 }, times: 2 },
  ])('the other data type is there again, whatever happens to the calls: %j', async (fault) => {
    const { remove, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });
    for (const operation of [
      'DeleteMessagingStreamingConfigurations',
      'PutMessagingStreamingConfigurations',
    ] as const) {
      local.emulator.faults.inject({ operation, ...fault });
    }

    expect((await remove()).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ ChannelMessage: THEIRS });
  });
});

test('a deletion that is delivered again finds nothing to do', async () => {
  const { remove } = await local.place(CHANNEL);
  await remove();

  expect((await remove()).Status).toBe('SUCCESS');
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'an app instance that is gone is no failure: %s',
  async (absentResource) => {
    local.emulator.behavior.absentResource = absentResource;
    const { appInstance, remove } = await local.place(CHANNEL);
    await local.emulator.call('DeleteAppInstance', { AppInstanceArn: appInstance });

    expect((await remove()).Status).toBe('SUCCESS');
  },
);

test('an app instance that is there, and refuses, fails the deletion', async () => {
  const { remove, streams } = await local.place(CHANNEL);
  local.emulator.faults.inject({ operation: 'GetMessagingStreamingConfigurations', error: REFUSED });

  expect((await remove()).Reason).toContain('GetMessagingStreamingConfigurations');
  local.emulator.faults.clear();
  expect(await streams()).toEqual(CHANNEL);
});

test('a cancelled creation is not taken for undone where the other data type cannot be put again at first', async () => {
  local.emulator.behavior.streamingPut = 'merges';
  const { remove, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });
  const operation = 'PutMessagingStreamingConfigurations';
  const error = { name: 'BadRequestException', statusCode: 400 };
  const fault = local.emulator.faults.inject({ operation, error, skip: 1 });
  local.harness.timers.after(50_000, () => {
    fault.remove();
  });

  expect((await remove(CHANNEL, { PhysicalResourceId: 'stack-Resource-1ABCDEF' })).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ ChannelMessage: THEIRS });
});

test('a data type that cannot be put again fails with what to do', async () => {
  const { remove } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });
  const error = { name: 'BadRequestException', statusCode: 400 };
  local.emulator.faults.inject({ operation: 'PutMessagingStreamingConfigurations', error });

  expect((await remove()).Reason).toContain('the other data type must be configured again');
});

test('properties that nobody can read name nothing to remove', async () => {
  const { appInstance, remove, streams } = await local.place(CHANNEL);
  const ResourceProperties = { AppInstanceArn: appInstance, Streams: 'none' };

  expect((await remove({}, { ResourceProperties })).Status).toBe('SUCCESS');
  expect(await streams()).toEqual(CHANNEL);
});

test.each([1, 30, 89])(
  'a creation that was cancelled is undone if it lands %d seconds later',
  async (second) => {
    const { appInstance, remove, streams } = await local.place();
    local.harness.timers.after(
      1_000 * second,
      () => void local.setStreams(appInstance, { Channel: OURS, ChannelMessage: THEIRS }),
    );

    expect((await remove(CHANNEL, { PhysicalResourceId: 'stack-Resource-1ABCDEF' })).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ ChannelMessage: THEIRS });
  },
);

test('a creation that was cancelled, and whose stream IAM forbids to remove, is not said to be deleted', async () => {
  const { appInstance, remove } = await local.place();
  await local.setStreams(appInstance, { Channel: OURS });
  const error = { name: 'AccessDeniedException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'DeleteMessagingStreamingConfigurations', error });

  expect((await remove(CHANNEL, { PhysicalResourceId: 'stack-Resource-1ABCDEF' })).Status).toBe('FAILED');
});

test.each(['AccessDeniedException', 'ForbiddenException'])(
  'a creation that was cancelled, and refused by %s, can be deleted or says why not',
  async (name) => {
    const { remove } = await local.place();
    const error = { name, statusCode: 403 };
    local.emulator.faults.inject({ operation: 'GetMessagingStreamingConfigurations', error });

    const { Status } = await remove(CHANNEL, { PhysicalResourceId: 'stack-Resource-1ABCDEF' });

    expect(Status).toBe(name === 'AccessDeniedException' ? 'SUCCESS' : 'FAILED');
  },
);
