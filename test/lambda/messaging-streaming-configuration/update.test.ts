import { NEXT, OURS, streamingForFile, type Streams, THEIRS } from './streaming-fixtures';

const local = streamingForFile();
const CHANNEL = { Channel: OURS };
const BOTH = { Channel: OURS, ChannelMessage: OURS };

test('a change of nothing writes nothing', async () => {
  const { id, update, during } = await local.place(CHANNEL);
  let answer;
  const calls = await during(async () => {
    answer = await update(CHANNEL, CHANNEL);
  });

  expect(calls).toEqual(['Get']);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
});

test('what somebody has removed is put again', async () => {
  const { update, streams } = await local.place();

  expect((await update(CHANNEL, CHANNEL)).Status).toBe('SUCCESS');
  expect(await streams()).toEqual(CHANNEL);
});

const CHANGES: [string, Streams, Streams][] = [
  ['another stream', CHANNEL, { Channel: NEXT }],
  ['a data type more', CHANNEL, BOTH],
  ['a data type less', BOTH, CHANNEL],
  ['the other data type', CHANNEL, { ChannelMessage: OURS }],
  ['other streams', BOTH, { Channel: NEXT, ChannelMessage: THEIRS }],
];

describe.each(['replaces', 'merges'] as const)('where a put %s', (streamingPut) => {
  beforeEach(() => void (local.emulator.behavior.streamingPut = streamingPut));

  test.each(CHANGES)('%s is what the app instance has then, and nothing else', async (_, former, desired) => {
    const { id, update, streams } = await local.place(former);

    expect(await update(former, desired)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await streams()).toEqual(desired);
  });

  test.each(CHANGES)('%s is as before after a rollback', async (_, former, desired) => {
    const { id, update, streams } = await local.place(former);
    await update(former, desired);

    expect(await update(desired, former)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await streams()).toEqual(former);
  });

  test.each([
    ['another stream', { Channel: NEXT }],
    ['the other data type', { ChannelMessage: OURS }],
  ])('%s leaves the data type of somebody else as it is, or is refused', async (_, desired) => {
    const { update, streams } = await local.place({ ...CHANNEL, ChannelMessage: THEIRS });

    const { Status } = await update(CHANNEL, desired);

    const isTaken = 'ChannelMessage' in desired;
    expect(Status).toBe(isTaken ? 'FAILED' : 'SUCCESS');
    expect(await streams()).toEqual({ Channel: isTaken ? OURS : NEXT, ChannelMessage: THEIRS });
  });

  test('an omitted data type belongs to somebody else if it now goes elsewhere', async () => {
    const { update, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });

    expect((await update(BOTH, CHANNEL)).Status).toBe('SUCCESS');
    expect(await streams()).toEqual({ Channel: OURS, ChannelMessage: THEIRS });
  });
});

test('keeps the other data type that somebody else configures between look and put, if they keep it', async () => {
  local.emulator.behavior.streamingPut = 'merges';
  const { appInstance, update, streams } = await local.place(CHANNEL);
  const theirs = { ...CHANNEL, ChannelMessage: THEIRS };
  local.emulator.faults.inject({ operation: 'PutMessagingStreamingConfigurations', delay: 200, times: 1 });
  local.harness.timers.after(100, () => void local.setStreams(appInstance, theirs));

  expect((await update(CHANNEL, { Channel: NEXT })).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ Channel: NEXT, ChannelMessage: THEIRS });
});

test('a data type that somebody else has taken in the meantime is refused with the name of the stream', async () => {
  const { update, streams } = await local.place({ Channel: THEIRS });

  expect((await update(CHANNEL, { Channel: NEXT })).Reason).toContain(`already goes to ${THEIRS}`);
  expect(await streams()).toEqual({ Channel: THEIRS });
});

test('a rollback leaves alone the data types that somebody else has taken, and does the rest', async () => {
  const { update, streams } = await local.place({ Channel: THEIRS, ChannelMessage: NEXT });
  local.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';

  expect((await update({ Channel: OURS, ChannelMessage: NEXT }, BOTH)).Status).toBe('SUCCESS');
  expect(await streams()).toEqual({ Channel: THEIRS, ChannelMessage: OURS });
});

test('a rollback does not wait for a change that somebody else prevents from ending', async () => {
  const { update, streams } = await local.place({ Channel: THEIRS });
  local.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
  const { passed } = local.harness.timers;

  expect((await update({ Channel: NEXT }, CHANNEL)).Status).toBe('SUCCESS');

  expect(local.harness.timers.passed - passed).toBeLessThan(10_000);
  expect(await streams()).toEqual({ Channel: THEIRS });
});

test.each([1, 30, 89])(
  'a change that was called off is undone if it lands %d seconds later',
  async (second) => {
    const { appInstance, update, streams } = await local.place(CHANNEL);
    local.harness.timers.after(1_000 * second, () => void local.setStreams(appInstance, { Channel: NEXT }));

    expect((await update({ Channel: NEXT }, CHANNEL)).Status).toBe('SUCCESS');
    expect(await streams()).toEqual(CHANNEL);
  },
);

test.each([1, 30, 89])(
  'a change that was called off, and that somebody else keeps from its stream, is undone if it ends the former one %d seconds later',
  async (second) => {
    const { appInstance, update, streams } = await local.place({ Channel: OURS, ChannelMessage: THEIRS });
    local.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
    const others = { ChannelMessage: THEIRS };
    local.harness.timers.after(1_000 * second, () => void local.setStreams(appInstance, others));

    expect((await update({ ChannelMessage: NEXT }, CHANNEL)).Status).toBe('SUCCESS');
    await local.harness.timers.sleep(90_000);
    expect(await streams()).toEqual({ Channel: OURS, ChannelMessage: THEIRS });
  },
);

test('a change that a rollback has undone is not made again', async () => {
  const { appInstance, update, streams } = await local.place(CHANNEL);
  local.harness.timers.after(500, () => void local.setStreams(appInstance, CHANNEL));

  expect((await update(CHANNEL, { Channel: NEXT })).Reason).toContain('a later change won');
  expect(await streams()).toEqual(CHANNEL);
});

describe('another app instance', () => {
  async function two() {
    const [place, next] = [await local.place(CHANNEL), await local.place()];
    const between = async (PhysicalResourceId: string, from: string, to: string) =>
      place.send({
        RequestType: 'Update',
        PhysicalResourceId,
        OldResourceProperties: local.properties(from, CHANNEL),
        ResourceProperties: local.properties(to, CHANNEL),
      });
    return { place, next, between };
  }

  test('is configured under another id, and the former one is left to the clean-up', async () => {
    const { place, next, between } = await two();

    expect(await between(place.id, place.appInstance, next.appInstance)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: next.id,
    });
    expect([await place.streams(), await next.streams()]).toEqual([CHANNEL, CHANNEL]);
    await place.remove();
    expect([await place.streams(), await next.streams()]).toEqual([{}, CHANNEL]);
  });

  test('that fails keeps the former id', async () => {
    const { place, next, between } = await two();
    await local.setStreams(next.appInstance, { Channel: THEIRS });

    expect(await between(place.id, place.appInstance, next.appInstance)).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: place.id,
    });
  });

  test.each(['the new id', 'the former id'])('that is rolled back with %s ends as before', async (which) => {
    const { place, next, between } = await two();
    await between(place.id, place.appInstance, next.appInstance);

    const id = which === 'the new id' ? next.id : place.id;
    const back = await between(id, next.appInstance, place.appInstance);
    await next.remove();

    expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: place.id });
    expect([await place.streams(), await next.streams()]).toEqual([CHANNEL, {}]);
  });

  test.each([1, 30, 89])('that was called off is undone if it lands %d seconds later', async (second) => {
    const { place, next, between } = await two();
    local.harness.timers.after(
      1_000 * second,
      () => void local.setStreams(next.appInstance, { Channel: OURS, ChannelMessage: THEIRS }),
    );

    expect(await between(place.id, next.appInstance, place.appInstance)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: place.id,
    });
    expect([await place.streams(), await next.streams()]).toEqual([CHANNEL, { ChannelMessage: THEIRS }]);
  });
});
