import { coverageForFile } from './coverage-fixtures';
import { stateFileOf } from '../../../lambda/coverage-state';
import { S3Error } from '../../../testing/cloud/s3/s3-error';

const context = coverageForFile();

type Place = Awaited<ReturnType<typeof context.place>>;

async function settingsNow({ stateNow }: Place) {
  return (await stateNow())!.generation.settings;
}

test('puts new settings in force, which are swept for at once', async () => {
  const place = await context.place();
  await place.create();

  const answer = await place.update({ SweepInterval: '60', Channels: { NamePrefix: 'x' } });

  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `channel-flow-coverage/${place.bucket}`,
  });
  expect(await settingsNow(place)).toMatchObject({ sweepInterval: 60_000, channels: { namePrefix: 'x' } });
});

test('remembers the flows that it had before, so that their channels are moved', async () => {
  const place = await context.place();
  const third = await context.service.newFlow(place.appInstance, 'third');
  await place.create();

  await place.update({ ChannelFlowArn: place.otherFlow });
  await place.update({ ChannelFlowArn: third }, { ChannelFlowArn: place.otherFlow });

  expect(await settingsNow(place)).toMatchObject({
    channelFlowArn: third,
    formerFlows: [place.otherFlow, place.flow],
  });
});

test('returns to its former flow, and moves back the channels that a rolled-back change moved', async () => {
  const place = await context.place();
  await place.create();
  await place.update({ ChannelFlowArn: place.otherFlow });

  await place.update({}, { ChannelFlowArn: place.otherFlow });

  expect(await settingsNow(place)).toMatchObject({
    channelFlowArn: place.flow,
    formerFlows: [place.otherFlow],
  });
});

test('that was called off writes nothing after its rollback', async () => {
  const place = await context.place();
  await place.create();
  const calledOff = context.harness.event({}).ResponseURL;
  context.harness.timers.advance(5_000);
  await place.update({}, { ChannelFlowArn: place.otherFlow });

  const answer = await place.update({ ChannelFlowArn: place.otherFlow }, {}, { ResponseURL: calledOff });

  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('a later change won') });
  expect(await settingsNow(place)).toMatchObject({ channelFlowArn: place.flow });
});

describe('within the second in which it was sent', () => {
  async function sent() {
    const place = await context.place();
    await place.create();
    context.harness.timers.advance(5_000);
    const { ResponseURL } = context.harness.event({}); // it contains the time of sending
    const changed = { SweepInterval: '60' };
    return {
      place,
      forward: async () => place.update(changed, {}, { RequestId: 'forward', ResponseURL }),
      rollback: async () => place.update({}, changed, { RequestId: 'rollback', ResponseURL }),
    };
  }

  test('is kept from its work by a rollback that comes first', async () => {
    const { place, forward, rollback } = await sent();

    expect(await rollback()).toMatchObject({ Status: 'SUCCESS' });
    expect(await forward()).toMatchObject({ Reason: expect.stringContaining('a later change won') });
    expect(await settingsNow(place)).toMatchObject({ sweepInterval: 300_000 });
  });

  test('does not come back after a rollback that comes second', async () => {
    const { place, forward, rollback } = await sent();

    expect(await forward()).toMatchObject({ Status: 'SUCCESS' });
    expect(await rollback()).toMatchObject({ Status: 'SUCCESS' });
    expect(await forward()).toMatchObject({ Reason: expect.stringContaining('a later change won') });
    expect(await settingsNow(place)).toMatchObject({ sweepInterval: 300_000 });
  });

  test('gives way to its rollback if it was interrupted while writing to a bucket that was emptied', async () => {
    const { place, forward, rollback } = await sent();
    context.s3().emptyBucket(place.bucket);
    const write = context.s3().put.bind(context.s3());
    let writes = 0;
    const isDenied = () => writes >= 2 && writes <= 5; // as often as a write is retried before the work starts over
    const put = jest.spyOn(context.s3(), 'put').mockImplementation((bucket, key, ...rest) => {
      if (key === 'state.json') writes++;
      if (key === 'state.json' && isDenied()) throw new S3Error(403, 'AccessDenied', 'Access Denied');
      return write(bucket, key, ...rest);
    });

    expect(await forward()).toMatchObject({ Status: 'SUCCESS' });
    put.mockRestore();
    expect(writes).toBeGreaterThan(5);
    expect(await rollback()).toMatchObject({ Status: 'SUCCESS' });
    expect(await settingsNow(place)).toMatchObject({ sweepInterval: 300_000 });
  });
});

test('waits for a turn that is at work, until its lease has expired at most', async () => {
  const place = await context.place();
  await place.create();
  const file = stateFileOf(place.bucket);
  const { state, at } = await file.read();
  await file.write({ ...state!, lease: { holder: 'turn', until: at + 60_000 } });
  const { passed } = context.harness.timers;

  const answer = await place.update({ SweepInterval: '60' });

  expect(answer.Status).toBe('SUCCESS');
  expect(context.harness.timers.passed - passed).toBeGreaterThanOrEqual(59_000);
  expect(context.harness.timers.passed - passed).toBeLessThan(66_000);
});

test('checks the bearers that are new, and only those', async () => {
  const place = await context.place();
  const user = await context.service.newUser(place.appInstance, 'user');
  await place.create();
  await context.service.demote(place.appInstance, place.admin);

  expect(await place.update({ SweepInterval: '60' })).toMatchObject({ Status: 'SUCCESS' });
  expect(await place.update({ Bearers: [place.admin, user] })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining(`${user} may not list the private channels`),
  });
  expect(await settingsNow(place)).toMatchObject({ bearers: [place.admin], sweepInterval: 60_000 });
});

test('that rolls back does not fail for a bearer that is no admin anymore', async () => {
  const place = await context.place();
  const second = await context.service.newAdmin(place.appInstance, 'second');
  await place.create();
  await place.update({ Bearers: [second] });
  await context.service.demote(place.appInstance, place.admin);
  context.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';

  expect(await place.update({}, { Bearers: [second] })).toMatchObject({ Status: 'SUCCESS' });
  expect(await settingsNow(place)).toMatchObject({ bearers: [place.admin] });
});

test('refuses another bucket in words, and leaves the one that it has as it is', async () => {
  const place = await context.place();
  await place.create();
  const former = await place.stateNow();
  const changes = { BucketName: `${place.bucket}-new`, SweepInterval: '60' };
  context.s3().createBucket(changes.BucketName);

  expect(await place.update(changes)).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: `channel-flow-coverage/${place.bucket}`,
    Reason: expect.stringContaining(
      `the bucket of the coverage must stay ${place.bucket}, got ${place.bucket}-new; restore its name`,
    ),
  });
  expect(context.s3().list(changes.BucketName)).toEqual([]);
  expect(await place.stateNow()).toEqual(former);
});
