import { coverageForFile } from './coverage-fixtures';
import { detectionFileOf, stateFileOf } from '../../../lambda/coverage-state';

const context = coverageForFile();
const DETECTING = { Detection: 'true' };

test('detection and sweeps get half of the calls each', async () => {
  const place = await context.place();

  await place.create({ ResourceProperties: place.properties(DETECTING) });

  const settings = { channelFlowArn: place.flow, callsPerSecond: 0.75 };
  expect((await place.stateNow())!.generation.settings).toMatchObject(settings);
  expect((await place.detectionNow())!.generation.settings).toMatchObject(settings);
});

test('without it, nothing is detected, and sweeps get all calls', async () => {
  const place = await context.place();

  await place.create();

  expect((await place.stateNow())!.generation.settings!.callsPerSecond).toBe(1.5);
  expect((await place.detectionNow())!.generation.settings).toBeUndefined();
});

test('it ends when it is switched off, and begins when it is switched on', async () => {
  const place = await context.place();
  await place.create({ ResourceProperties: place.properties(DETECTING) });

  await place.update({}, DETECTING);
  expect((await place.detectionNow())!.generation.settings).toBeUndefined();
  await place.update(DETECTING);
  expect((await place.detectionNow())!.generation.settings).toBeDefined();
});

test('to detection, a flow that was replaced is one of others', async () => {
  const place = await context.place();
  await place.create({ ResourceProperties: place.properties(DETECTING) });

  await place.update({ ...DETECTING, ChannelFlowArn: place.otherFlow }, DETECTING);

  expect((await place.stateNow())!.generation.settings!.formerFlows).toEqual([place.flow]);
  expect((await place.detectionNow())!.generation.settings).toMatchObject({
    channelFlowArn: place.otherFlow,
    formerFlows: [],
  });
});

test.each([
  ['detection', detectionFileOf],
  ['a sweep', stateFileOf],
])('new settings wait for the end of %s, and detection begins last', async (_, fileOf) => {
  const place = await context.place();
  await place.create({ ResourceProperties: place.properties(DETECTING) });
  const file = fileOf(place.bucket);
  const { state, at } = await file.read();
  await file.write({ ...state!, lease: { holder: 'turn', until: at + 30_000 } });
  const { passed } = context.harness.timers;
  let isDetecting: boolean | undefined;
  context.harness.timers.after(20_000, () => {
    void place.detectionNow().then((now) => (isDetecting = now!.generation.settings !== undefined));
  });

  expect(await place.update({ ...DETECTING, SweepInterval: '60' }, DETECTING)).toMatchObject({
    Status: 'SUCCESS',
  });

  expect(context.harness.timers.passed - passed).toBeGreaterThanOrEqual(29_000);
  expect(isDetecting).toBe(false);
  expect((await place.detectionNow())!.generation.settings).toMatchObject({ sweepInterval: 60_000 });
});

test('a change that was called off does not begin it after its rollback', async () => {
  const place = await context.place();
  await place.create();
  const calledOff = context.harness.event({}).ResponseURL;
  context.harness.timers.advance(5_000);
  await place.update({}, DETECTING);

  const answer = await place.update(DETECTING, {}, { ResponseURL: calledOff });

  expect(answer.Reason).toContain('a later change won');
  expect((await place.detectionNow())!.generation.settings).toBeUndefined();
});

test('a deletion leaves nothing of it in the bucket', async () => {
  const place = await context.place();
  await place.create({ ResourceProperties: place.properties(DETECTING) });

  expect((await place.remove()).Status).toBe('SUCCESS');
  expect(context.s3().list(place.bucket)).toEqual([]);
});

test('anything but a yes is refused', async () => {
  const place = await context.place();

  const { Reason } = await place.create({ ResourceProperties: place.properties({ Detection: 'maybe' }) });

  expect(Reason).toContain('property Detection must be true, got "maybe"');
});
