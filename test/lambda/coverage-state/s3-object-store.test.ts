import { S3Client } from '@aws-sdk/client-s3';
import { emptyBucket, isBucketGone, isStoreDenied, stateFileOf } from '../../../lambda/coverage-state';
import { S3ObjectStore } from '../../../lambda/coverage-state/s3-object-store';
import { LocalCloud } from '../../../testing/cloud';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

const ROLE = 'arn:aws:iam::111122223333:role/coverage';
const START = Date.parse('2026-11-29T10:00:00Z');

let clock: EmulatorClock;
let emulator: ChimeMessagingEmulator;
let cloud: LocalCloud;
let bucket: string;
let buckets = 0;

beforeAll(async () => {
  clock = EmulatorClock.manual(START);
  emulator = await ChimeMessagingEmulator.start({ clock });
  cloud = LocalCloud.of(emulator);
  await cloud.start();
  cloud.iam.putPrincipal(ROLE);
  const { accessKeyId, secretAccessKey, sessionToken } = cloud.iam.credentialsFor(ROLE, 'function');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: cloud.environment.AWS_ENDPOINT_URL,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  });
});
afterAll(async () => emulator.close());

beforeEach(() => {
  bucket = `bucket-${++buckets}`;
  cloud.s3.createBucket(bucket);
  allow('s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket');
});

function allow(...actions: string[]): void {
  const Statement = { Effect: 'Allow' as const, Action: actions, Resource: '*' };
  cloud.iam.putInlinePolicy(ROLE, 'policy', { Statement });
}

test('reads what was written, with the time of the store', async () => {
  const store = new S3ObjectStore(bucket, 'state.json');
  const { value: etag, at } = await store.write('{"ä":1}', undefined);
  await clock.advance(5_000);

  expect(at).toBe(START);
  expect(await store.read()).toEqual({ value: { text: '{"ä":1}', etag }, at: START + 5_000 });
});

test('tells the time also where there is nothing to read', async () => {
  expect(await new S3ObjectStore(bucket, 'state.json').read()).toEqual({
    value: undefined,
    at: clock.now(),
  });
});

test('writes only over what was read', async () => {
  const store = new S3ObjectStore(bucket, 'state.json');
  const { value: first } = await store.write('first', undefined);
  const { value: second } = await store.write('second', first);

  expect(await store.write('third', first)).toEqual({ value: undefined, at: clock.now() });
  expect(await store.write('third', undefined)).toMatchObject({ value: undefined });
  expect(await store.read()).toMatchObject({ value: { text: 'second', etag: second } });
});

test('does not write where what was read is deleted', async () => {
  const store = new S3ObjectStore(bucket, 'state.json');
  const { value: etag } = await store.write('first', undefined);
  await emptyBucket(bucket);

  expect(await store.write('second', etag)).toMatchObject({ value: undefined });
  expect(cloud.s3.list(bucket)).toEqual([]);
});

test('gives up a write at a signal', async () => {
  const store = new S3ObjectStore(bucket, 'index', true);

  await expect(store.write('x', undefined, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(cloud.s3.list(bucket)).toEqual([]);
});

/** The parts of the Node.js handler that the tests use. */
interface NodeHandler {
  httpHandlerConfigs(): { readonly requestTimeout?: number };
}

test('gives no large object up for the time that it takes', async () => {
  const send = jest.spyOn(S3Client.prototype, 'send');
  for (const isLarge of [false, true]) await new S3ObjectStore(bucket, 'object', isLarge).read();

  const handlers = (send.mock.contexts as S3Client[]).map(
    ({ config }) => config.requestHandler as unknown as NodeHandler,
  );
  const [short, long] = handlers.map((handler) => handler.httpHandlerConfigs());
  expect(short).toMatchObject({ requestTimeout: 4_000 });
  expect(long?.requestTimeout).toBeUndefined();
  send.mockRestore();
});

test('empties a bucket whatever it holds', async () => {
  const body = Buffer.from('x');
  for (let key = 0; key < 3; key++) cloud.s3.put(bucket, `${key}`, { body, contentType: 'text/plain' });

  await emptyBucket(bucket);

  expect(cloud.s3.list(bucket)).toEqual([]);
});

test('says in words which permission is missing', async () => {
  allow('s3:GetObject');
  const store = new S3ObjectStore(bucket, 'state.json');

  await expect(store.write('x', undefined)).rejects.toMatchObject({
    message: expect.stringMatching(/^PutObject in bucket bucket-\d+ failed with AccessDenied: /),
    advice: "allow s3:PutObject in the function's role, and the use of the bucket's key if it has one",
  });
  // a caller who may not list a bucket isn't told that a key is missing
  expect(isStoreDenied(await store.read().catch((error: unknown) => error))).toBe(true);
});

test('says which permission is missing where the operation is called otherwise', async () => {
  allow('s3:GetObject');

  await expect(emptyBucket(bucket)).rejects.toMatchObject({
    message: expect.stringMatching(/^ListObjectsV2 in bucket bucket-\d+ failed with AccessDenied: /),
    advice: "allow s3:ListBucket in the function's role, and the use of the bucket's key if it has one",
  });
});

test('tells a bucket that is gone from an object that is', async () => {
  cloud.s3.deleteBucket(bucket);
  jest.spyOn(cloud.s3, 'hasBucket').mockReturnValue(true); // otherwise, the call would have no endpoint

  const failure = await stateFileOf(bucket)
    .read()
    .catch((error: unknown) => error);

  expect(isBucketGone(failure)).toBe(true);
});
