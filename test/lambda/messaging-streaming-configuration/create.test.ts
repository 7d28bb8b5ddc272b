import { OURS, REFUSED, streamingForFile, THEIRS } from './streaming-fixtures';

const local = streamingForFile();
const NOT_CREATED = 'messaging-streaming-configuration-not-created/r1';

test('after a look, the stream is put, and another look tells whether that has worked', async () => {
  const { id, create, during, streams } = await local.place();
  let answer;
  const calls = await during(async () => {
    answer = await create();
  });

  expect(calls).toEqual(['Get', 'Put', 'Get', 'Get']);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  expect(await streams()).toEqual({ Channel: OURS });
});

test('both data types can go to one stream', async () => {
  const { create, streams } = await local.place();
  const both = { Channel: OURS, ChannelMessage: OURS };

  expect((await create(both)).Status).toBe('SUCCESS');
  expect(await streams()).toEqual(both);
});

describe.each(['replaces', 'merges'] as const)('where a put %s', (streamingPut) => {
  beforeEach(() => void (local.emulator.behavior.streamingPut = streamingPut));

  test('the other data type of somebody else stays', async () => {
    const { create, streams } = await local.place({ ChannelMessage: THEIRS });

    expect((await create()).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ Channel: OURS, ChannelMessage: THEIRS });
  });

  test('a data type that somebody else has taken is refused in words, and nothing is changed', async () => {
    const { appInstance, create, remove, streams, during } = await local.place({ Channel: THEIRS });
    let answer: Awaited<ReturnType<typeof create>>;
    const calls = await during(async () => {
      answer = await create({ Channel: OURS, ChannelMessage: OURS });
    });

    expect(calls).toEqual(['Get']);
    expect(answer!).toMatchObject({ Status: 'FAILED', PhysicalResourceId: NOT_CREATED });
    expect(answer!.Reason).toContain(
      `could not create streaming of Channel and ChannelMessage of app instance ${appInstance}: data type Channel of ${appInstance} already goes to ${THEIRS}, which something else configured; pass that stream in place of ${OURS}, or remove its configuration, then deploy again`,
    );
    expect((await remove({ Channel: OURS }, { PhysicalResourceId: NOT_CREATED })).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ Channel: THEIRS });
  });
});

test('keeps the other data type that somebody else configures between look and put, if they keep it', async () => {
  local.emulator.behavior.streamingPut = 'merges';
  const { appInstance, create, streams } = await local.place();
  const theirs = { ChannelMessage: THEIRS };
  local.emulator.faults.inject({ operation: 'PutMessagingStreamingConfigurations', delay: 200, times: 1 });
  local.harness.timers.after(100, () => void local.setStreams(appInstance, theirs));

  expect((await create()).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ Channel: OURS, ChannelMessage: THEIRS });
});

test('a stream that is configured already is no reason to put it again', async () => {
  const { create, during } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });

  expect(await during(create)).toEqual(['Get']);
});

test('a second delivery is as good as one', async () => {
  const { create, streams } = await local.place();
  const first = await create();

  expect(await create()).toEqual(first);
  expect(await streams()).toEqual({ Channel: OURS });
});

test('a put whose response is lost is not repeated', async () => {
  const { create, during, streams } = await local.place();
  local.emulator.faults.inject({
    operation: 'PutMessagingStreamingConfigurations',
    loseResponse: true,
    times: 1,
  });

  expect((await during(create)).filter((operation) => operation === 'Put')).toHaveLength(1);
  expect(await streams()).toEqual({ Channel: OURS });
});

test.each([
  ['throttled', { error: { name: 'ThrottledClientException', statusCode: 429 } }],
  ['failed', { error: { name: 'ServiceFailureException', statusCode: 500 } }],
  ['reset', { reset: true as const }],
  ['in conflict', { error: { name: 'ConflictException', statusCode: 409 } }],
  ['not visible yet', { error: REFUSED }],
  ['not accessible yet', { error: { name: 'BadRequestException', statusCode: 400 } }],
  ['not allowed yet', { error: { name: 'AccessDeniedException', statusCode: 403 } }],
])('a put that is %s is tried again', async (_, fault) => {
  const { create, streams } = await local.place({ ChannelMessage: THEIRS });
  local.emulator.faults.inject({ operation: 'PutMessagingStreamingConfigurations', times: 2, ...fault });

  expect((await create()).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ Channel: OURS, ChannelMessage: THEIRS });
});

test('reports that somebody undoes it at once, and the rest can be deleted', async () => {
  const { appInstance, id, create, remove, streams } = await local.place();
  local.harness.timers.after(500, () => void local.setStreams(appInstance, { ChannelMessage: THEIRS }));

  const answer = await create();

  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
  expect(answer.Reason).toContain('a later change won; deploy again');
  expect((await remove()).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ ChannelMessage: THEIRS });
});

test('a stream that the service cannot write to fails with its requirements', async () => {
  const { create, remove, streams } = await local.place();
  const unfit = OURS.replace('chime-messaging-', '');

  const answer = await create({ Channel: unfit });

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(
    `${unfit} is in its account and Region, has a name that begins with chime-messaging-, server-side encryption, and at least two shards or on-demand capacity`,
  );
  const { PhysicalResourceId } = answer;
  expect((await remove({ Channel: unfit }, { PhysicalResourceId })).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({});
});

test.each(['Get', 'Put'])('a role that is denied to %s is told so, and can be deleted', async (what) => {
  const { create, remove } = await local.place();
  const operation = `${what}MessagingStreamingConfigurations` as 'PutMessagingStreamingConfigurations';
  local.emulator.faults.inject({ operation, error: { name: 'AccessDeniedException', statusCode: 403 } });

  const { Reason, PhysicalResourceId } = await create();

  expect(Reason).toContain(`allow chime:${operation}`);
  expect((await remove({ Channel: OURS }, { PhysicalResourceId })).Status).toBe('SUCCESS');
});

test('deletes the configuration of a second delivery along with the first one, which was refused', async () => {
  const { create, remove, streams } = await local.place();
  const error = { name: 'BadRequestException', statusCode: 400 };
  local.emulator.faults.inject({ operation: 'GetMessagingStreamingConfigurations', error, times: 1 });
  const { Status, PhysicalResourceId } = await create();
  await create();

  expect(Status).toBe('FAILED');
  expect((await remove({ Channel: OURS }, { PhysicalResourceId })).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({});
});

test('an app instance that does not exist fails after a while with what to do', async () => {
  const { create } = await local.place();
  const nowhere = 'arn:aws:chime:us-east-1:111122223333:app-instance/nowhere';
  const ResourceProperties = local.properties(nowhere, { Channel: OURS });

  const { Status, Reason } = await create({}, { ResourceProperties });

  expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining(nowhere)]);
});

test('deletes the configuration of a crashed delivery, even if the next one is refused', async () => {
  const { appInstance, create, remove, streams } = await local.place();
  const ResponseURL = local.harness.event({}).ResponseURL;
  await create({ Channel: OURS, ChannelMessage: OURS }, { ResponseURL }); // as far as the first delivery got
  await local.setStreams(appInstance, { Channel: OURS, ChannelMessage: THEIRS });
  local.harness.timers.advance(60_000);

  const answer = await create({ Channel: OURS, ChannelMessage: OURS }, { ResponseURL });

  expect(answer.Status).toBe('FAILED');
  const { PhysicalResourceId } = answer;
  await remove({ Channel: OURS, ChannelMessage: OURS }, { PhysicalResourceId });
  expect(await streams()).toEqual({ ChannelMessage: THEIRS });
});

test.each([
  [{ AppInstanceArn: undefined }, 'property AppInstanceArn must be a string that is not empty'],
  [{ Streams: {} }, 'property Streams must be one for Channel or ChannelMessage at least, got {}'],
  [{ Streams: undefined }, 'property Streams must be an object'],
  [{ Streams: { Channel: '' } }, 'property Channel must be a string that is not empty'],
])('properties with %j fail before a call', async (changes, reason) => {
  const { appInstance, create, during } = await local.place();
  const ResourceProperties = { ...local.properties(appInstance, { Channel: OURS }), ...changes };
  let answer: Awaited<ReturnType<typeof create>>;
  const calls = await during(async () => {
    answer = await create({}, { ResourceProperties });
  });

  expect(answer!.Reason).toContain(reason);
  expect(calls).toEqual([]);
});
