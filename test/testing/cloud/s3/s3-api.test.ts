import { LocalCloud } from '../../../../testing/cloud';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../../testing/emulator';
import { signedFetch } from '../signed-fetch';

const ROLE = 'arn:aws:iam::111122223333:role/sweep';
const START = Date.parse('2026-11-29T10:00:00Z');

let clock: EmulatorClock;
let emulator: ChimeMessagingEmulator;
let cloud: LocalCloud;

beforeEach(async () => {
  clock = EmulatorClock.manual(START);
  emulator = await ChimeMessagingEmulator.start({ clock });
  cloud = LocalCloud.of(emulator);
  await cloud.start();
  cloud.s3.createBucket('bucket');
  cloud.iam.putPrincipal(ROLE);
});
afterEach(async () => emulator.close());

function allow(...actions: string[]): void {
  const Resource = ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'];
  const Statement = { Effect: 'Allow' as const, Action: actions, Resource };
  cloud.iam.putInlinePolicy(ROLE, 'policy', { Statement });
}

/** A request signed by the role. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const response = await signedFetch(cloud, ROLE, { service: 's3', method, path, headers, body });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const put = async (key: string, body: string, headers: Record<string, string> = {}) =>
  send('PUT', `/bucket/${key}?x-id=PutObject`, headers, body);

test('gives back what was written, with its entity tag and the time of the emulator', async () => {
  allow('s3:PutObject', 's3:GetObject');

  const written = await put('a/b.json', '{"ä":1}', { 'content-type': 'application/json' });
  await clock.advance(5_000);
  const read = await send('GET', '/bucket/a/b.json?x-id=GetObject');

  expect(written.status).toBe(200);
  expect(read).toMatchObject({ status: 200, text: '{"ä":1}' });
  expect(read.headers.get('etag')).toBe(written.headers.get('etag'));
  expect(read.headers.get('content-type')).toBe('application/json');
  expect(read.headers.get('last-modified')).toBe('Sun, 29 Nov 2026 10:00:00 GMT');
  expect(read.headers.get('date')).toBe('Sun, 29 Nov 2026 10:00:05 GMT');
});

test('lets one of two writers create an object with If-None-Match', async () => {
  allow('s3:PutObject', 's3:GetObject');

  const outcomes = await Promise.all([
    put('lease', 'one', { 'if-none-match': '*' }),
    put('lease', 'other', { 'if-none-match': '*' }),
  ]);

  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect(outcomes.find(({ status }) => status === 412)?.text).toContain('<Code>PreconditionFailed</Code>');
});

test('writes with If-Match over what the writer has read, and over nothing else', async () => {
  allow('s3:PutObject', 's3:GetObject', 's3:ListBucket');
  const etag = (await put('state', 'first')).headers.get('etag')!;

  expect(await put('state', 'second', { 'if-match': etag })).toMatchObject({ status: 200 });
  expect(await put('state', 'third', { 'if-match': etag })).toMatchObject({ status: 412 });
  expect(await put('other', 'first', { 'if-match': etag })).toMatchObject({ status: 404 });
  expect((await send('GET', '/bucket/state')).text).toBe('second');
});

test('deletes conditionally, and deletes missing objects without an error', async () => {
  allow('s3:PutObject', 's3:DeleteObject');
  await put('state', 'first');

  expect(await send('DELETE', '/bucket/state', { 'if-match': '"other"' })).toMatchObject({ status: 412 });
  expect(await send('DELETE', '/bucket/state')).toMatchObject({ status: 204 });
  expect(await send('DELETE', '/bucket/state')).toMatchObject({ status: 204 });
  expect(cloud.s3.list('bucket')).toEqual([]);
});

test('lists keys in their order, page by page', async () => {
  allow('s3:PutObject', 's3:ListBucket');
  for (const key of ['x/2', 'x/1', 'y', 'x/3']) await put(key, '');
  const keysOf = (xml: string) => [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key);

  const first = await send('GET', '/bucket?list-type=2&prefix=x%2F&max-keys=2');
  const [, token = ''] = /<NextContinuationToken>([^<]+)</.exec(first.text) ?? [];
  const second = await send(
    'GET',
    `/bucket?list-type=2&prefix=x%2F&max-keys=2&continuation-token=${encodeURIComponent(token)}`,
  );

  expect(keysOf(first.text)).toEqual(['x/1', 'x/2']);
  expect(first.text).toContain('<IsTruncated>true</IsTruncated>');
  expect(keysOf(second.text)).toEqual(['x/3']);
  expect(second.text).toContain('<IsTruncated>false</IsTruncated>');
});

test.each([
  ['GET', '/bucket/state', 's3:GetObject', 'bucket/state'],
  ['PUT', '/bucket/state', 's3:PutObject', 'bucket/state'],
  ['DELETE', '/bucket/state', 's3:DeleteObject', 'bucket/state'],
  ['GET', '/bucket?list-type=2', 's3:ListBucket', 'bucket'],
])('refuses %s %s without %s', async (method, path, action, resource) => {
  allow('s3:PutBucketTagging');

  const { status, text } = await send(method, path);

  expect(status).toBe(403);
  expect(text).toContain('<Code>AccessDenied</Code>');
  expect(text).toContain(`is not authorized to perform: ${action} on resource: arn:aws:s3:::${resource}<`);
});

test('tells that an object is missing only to those who may list', async () => {
  allow('s3:GetObject');
  expect(await send('GET', '/bucket/none')).toMatchObject({ status: 403 });

  allow('s3:GetObject', 's3:ListBucket');
  const missing = await send('GET', '/bucket/none');

  expect(missing.status).toBe(404);
  expect(missing.text).toContain('<Code>NoSuchKey</Code>');
  expect(await send('HEAD', '/bucket/none')).toMatchObject({ status: 404, text: '' });
});

test('refuses what it does not do, rather than do something else', async () => {
  allow('s3:*');

  for (const [method, path] of [
    ['GET', '/bucket/state?versionId=1'],
    ['POST', '/bucket?delete'],
    ['PUT', '/bucket/state?uploadId=1&partNumber=1'],
  ] as const) {
    const { status, text } = await send(method, path);
    expect(status).toBe(501);
    expect(text).toContain('<Code>NotImplemented</Code>');
  }
});

test('says of a bucket that is not here how calls can be sent elsewhere', async () => {
  const { status, text } = await send('GET', '/elsewhere/state');

  expect(status).toBe(400);
  expect(text).toContain('AWS_ENDPOINT_URL_S3');
});

describe('a bucket with a key', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/k';
  const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };
  const SESSION = 'arn:aws:sts::111122223333:assumed-role/sweep/function';

  beforeEach(() => {
    cloud.s3.encrypt('bucket', { keyArn: KEY, isBucketKey: true });
    allow('s3:*');
  });

  /** Sets the role's own permissions for the key. */
  function allowKey(Action: string | string[], Condition?: Record<string, Record<string, string>>): void {
    const Statement = { Effect: 'Allow' as const, Action, Resource: KEY, Condition };
    cloud.iam.putInlinePolicy(ROLE, 'key', { Statement });
  }

  function keyPolicy(Principal: object | '*', Effect: 'Allow' | 'Deny' = 'Allow'): void {
    const statement = { Action: 'kms:*', Resource: '*' };
    const delegation = { ...statement, Effect: 'Allow' as const, Principal: ROOT };
    const Statement = [{ ...statement, Effect, Principal: Principal as '*' }];
    cloud.kms.putKey(KEY, { Statement: Effect === 'Deny' ? [delegation, ...Statement] : Statement });
  }

  const refusal = (action: string, reason: string) => ({
    status: 403,
    text: expect.stringContaining(
      `<Code>AccessDenied</Code><Message>User: ${SESSION} is not authorized to perform: ${action} on resource: ${KEY} ${reason}<`,
    ) as string,
  });

  test('is written by who may generate data keys, and read by who may decrypt', async () => {
    allowKey('kms:GenerateDataKey');
    const written = await put('state', 'text');
    expect(written.status).toBe(200);
    expect(written.headers.get('x-amz-server-side-encryption-aws-kms-key-id')).toBe(KEY);
    expect(await send('GET', '/bucket/state')).toMatchObject(
      refusal('kms:Decrypt', 'because no identity-based policy allows the kms:Decrypt action'),
    );
    expect(await send('HEAD', '/bucket/state')).toMatchObject({ status: 200 });

    allowKey('kms:Decrypt');
    expect(await send('GET', '/bucket/state')).toMatchObject({ status: 200, text: 'text' });
    expect(await put('state', 'other')).toMatchObject(
      refusal(
        'kms:GenerateDataKey',
        'because no identity-based policy allows the kms:GenerateDataKey action',
      ),
    );
    expect(await send('DELETE', '/bucket/state')).toMatchObject({ status: 204 });
  });

  test('has objects that stay encrypted with the key that they were written with', async () => {
    allowKey(['kms:GenerateDataKey', 'kms:Decrypt']);
    await put('state', 'text');

    cloud.s3.encrypt('bucket', { keyArn: `${KEY}2`, isBucketKey: false });

    expect(await send('GET', '/bucket/state')).toMatchObject({ status: 200 });
    expect(await put('state', 'other')).toMatchObject({ status: 403 });
  });

  test.each<[string, Parameters<typeof keyPolicy>, string, number]>([
    ['names the account', [ROOT], 'kms:*', 200],
    ['names the account by its number', [{ AWS: '111122223333' }], 'kms:*', 200],
    ['names the account, and the role allows nothing', [ROOT], 'kms:Encrypt', 403],
    ['names the role', [{ AWS: ROLE }], 'kms:Encrypt', 200],
    ['names everybody', ['*'], 'kms:Encrypt', 200],
    ['names another role', [{ AWS: `${ROLE}2` }], 'kms:*', 403],
    ['names another account', [{ AWS: 'arn:aws:iam::444455556666:root' }], 'kms:*', 403],
    ['names a service', [{ Service: 'lambda.amazonaws.com' }], 'kms:*', 403],
    ['denies it to the role', [{ AWS: ROLE }, 'Deny'], 'kms:*', 403],
  ])('may be used if the key policy lets it: one that %s', async (_, policy, action, status) => {
    keyPolicy(...policy);
    allowKey(action);

    expect(await put('state', 'text')).toMatchObject({ status });
  });

  test('may not be used by a role that its own policies deny it', async () => {
    keyPolicy({ AWS: ROLE });
    const Statement = { Effect: 'Deny' as const, Action: 'kms:*', Resource: '*' };
    cloud.iam.putInlinePolicy(ROLE, 'denial', { Statement });

    expect(await put('state', 'text')).toMatchObject({ status: 403 });
  });

  test.each<[string, string, boolean, number]>([
    ['kms:ViaService', 's3.us-east-1.amazonaws.com', true, 200],
    ['kms:ViaService', 'kinesis.us-east-1.amazonaws.com', true, 403],
    ['kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::bucket', true, 200],
    ['kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::bucket', false, 403],
    ['kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::bucket/state', false, 200],
    ['kms:CallerAccount', '111122223333', true, 200],
    ['kms:CallerAccount', '444455556666', true, 403],
    ['kms:ResourceAliases', 'alias/chat', true, 200],
    ['kms:ResourceAliases', 'alias/other', true, 403],
  ])(
    'may be used on a condition: %s is %s (with a bucket key: %s)',
    async (name, value, isBucketKey, status) => {
      keyPolicy(ROOT);
      cloud.kms.createAlias('alias/chat', KEY);
      cloud.s3.encrypt('bucket', { keyArn: cloud.kms.keyArnOf('alias/chat'), isBucketKey });
      allowKey('kms:*', { 'ForAnyValue:StringEquals': { [name]: value } });

      expect(await put('state', 'text')).toMatchObject({ status });
    },
  );

  test('cannot be read or written once the key is deleted', async () => {
    allowKey('kms:*');
    await put('state', 'text');

    cloud.kms.deleteKey(KEY);

    const gone = {
      status: 400,
      text: expect.stringContaining('<Code>KMS.KMSInvalidStateException<') as string,
    };
    expect(await put('state', 'other')).toMatchObject(gone);
    expect(await send('GET', '/bucket/state')).toMatchObject(gone);
  });
});
