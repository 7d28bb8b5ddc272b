import { coverageForFile } from './coverage-fixtures';
import { stateFileOf } from '../../../lambda/coverage-state';
import { S3Error } from '../../../testing/cloud/s3/s3-error';

const context = coverageForFile();

test('leaves nothing in the bucket, and the channels as they are', async () => {
  const place = await context.place();
  const channel = await context.service.newChannel(place.appInstance, place.admin);
  await context.service.setFlow(channel, place.admin, place.flow);
  await place.create();
  context.s3().put(place.bucket, 'index', { body: Buffer.from('x'), contentType: 'text/plain' });

  expect(await place.remove()).toMatchObject({ Status: 'SUCCESS' });

  expect(context.s3().list(place.bucket)).toEqual([]);
  expect(await context.service.flowOf(channel, place.admin)).toBe(place.flow);
});

test('waits for a turn that is at work before it empties the bucket', async () => {
  const place = await context.place();
  await place.create();
  const file = stateFileOf(place.bucket);
  const { state, at } = await file.read();
  await file.write({ ...state!, lease: { holder: 'turn', until: at + 30_000 } });
  const { passed } = context.harness.timers;

  expect(await place.remove()).toMatchObject({ Status: 'SUCCESS' });

  expect(context.harness.timers.passed - passed).toBeGreaterThanOrEqual(29_000);
  expect(context.s3().list(place.bucket)).toEqual([]);
});

test('stays in force when what its creation has written lands late, in the empty bucket', async () => {
  const place = await context.place();
  const put = jest.spyOn(context.s3(), 'put');
  await place.create({ ResourceProperties: place.properties({ Detection: 'true' }) });
  const writes = [...put.mock.calls];
  put.mockRestore();
  await place.remove();

  const landed = [];
  for (const write of writes) {
    context.s3().emptyBucket(place.bucket);
    try {
      context.s3().put(...write);
    } catch {
      continue; // its condition is not met
    }
    landed.push((await place.stateNow()) ?? (await place.detectionNow()));
  }

  expect(landed).toHaveLength(2); // the first write of each of the two files
  expect(landed.filter((state) => state!.generation.settings)).toEqual([]);
});

test('succeeds where it was done before, and where the bucket is gone', async () => {
  const place = await context.place();
  await place.create();
  await place.remove();

  expect(await place.remove()).toMatchObject({ Status: 'SUCCESS' });
  context.s3().deleteBucket(place.bucket);
  const hasBucket = jest.spyOn(context.s3(), 'hasBucket').mockReturnValue(true); // otherwise, the call would have no endpoint
  expect(await place.remove()).toMatchObject({ Status: 'SUCCESS' });
  hasBucket.mockRestore();
});

test('of a creation that failed is done at once', async () => {
  const place = await context.place();
  const { passed } = context.harness.timers;

  const PhysicalResourceId = 'channel-flow-coverage-not-created/r1';
  expect(await place.remove({ PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });

  expect(context.harness.timers.passed - passed).toBeLessThan(5_000);
  expect(context.s3().list(place.bucket)).toEqual([]);
});

describe.each([
  ['nothing may be written to the bucket', 403, 'AccessDenied', 'allow s3:PutObject in the function'],
  ['the key of the bucket is disabled', 400, 'KMS.DisabledException', "check that the bucket's key exists"],
])('where %s', (_, status, code, advice) => {
  function denyWrites(): void {
    jest.spyOn(context.s3(), 'put').mockImplementation(() => {
      throw new S3Error(status, code, 'Denied');
    });
  }
  afterEach(() => void jest.restoreAllMocks());

  test('a creation that failed for that reason has written nothing, so that its rollback ends', async () => {
    const place = await context.place();
    denyWrites();
    const { PhysicalResourceId } = await place.create();

    expect(await place.remove({ PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('a coverage that is at work cannot be ended, and the reason says what to do', async () => {
    const place = await context.place();
    await place.create();
    denyWrites();

    expect(await place.remove()).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(advice) as unknown,
    });
  });
});

test('of a creation that was called off keeps it from writing until it must have ended', async () => {
  const place = await context.place();
  const { timers } = context.harness;
  const start = timers.passed;
  let meanwhile: ReturnType<typeof place.stateNow> | undefined;
  timers.after(60_000, () => void (meanwhile = place.stateNow()));

  await place.remove({ PhysicalResourceId: 'stack-Coverage-1ABC' });

  expect((await meanwhile)?.generation).toMatchObject({ sentAt: expect.any(Number) });
  expect((await meanwhile)?.generation.settings).toBeUndefined();
  expect(timers.passed - start).toBeGreaterThanOrEqual(90_000);
  expect(context.s3().list(place.bucket)).toEqual([]);
});

test('of a coverage that cannot be read says nothing was made', async () => {
  const place = await context.place();

  const answer = await place.remove({
    PhysicalResourceId: 'stack-Coverage-1ABC',
    ResourceProperties: { ServiceToken: 'provider' },
  });

  expect(answer).toMatchObject({ Status: 'SUCCESS' });
});
