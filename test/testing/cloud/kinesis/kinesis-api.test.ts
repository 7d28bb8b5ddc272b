import { LocalCloud } from '../../../../testing/cloud';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../../testing/emulator';
import { signedFetch } from '../signed-fetch';

const ROLE = 'arn:aws:iam::111122223333:role/consumer';
const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';
const START = Date.parse('2026-11-29T10:00:00Z');
const MINUTE = 60_000;

/** A response of the service, with the fields that tests look at. */
interface Output {
  readonly __type?: string;
  readonly message?: string;
  readonly ShardId: string;
  readonly SequenceNumber: string;
  readonly ShardIterator: string;
  readonly NextShardIterator?: string;
  readonly NextToken?: string;
  readonly MillisBehindLatest: number;
  readonly Records: readonly {
    SequenceNumber: string;
    Data: string;
    ShardId: string;
    EncryptionType: string;
  }[];
  readonly Shards: readonly { ShardId: string; ParentShardId?: string }[];
  readonly StreamNames: readonly string[];
  readonly HasMoreStreams: boolean;
  readonly StreamDescriptionSummary: object;
  readonly StreamDescription: { readonly Shards: readonly object[]; readonly HasMoreShards: boolean };
}

let clock: EmulatorClock;
let emulator: ChimeMessagingEmulator;
let cloud: LocalCloud;

beforeEach(async () => {
  clock = EmulatorClock.manual(START);
  emulator = await ChimeMessagingEmulator.start({ clock });
  cloud = LocalCloud.of(emulator);
  await cloud.start();
  cloud.kinesis.create('orders', { mode: 'PROVISIONED', shardCount: 2, retentionHours: 24 });
  cloud.iam.putPrincipal(ROLE);
  allow('kinesis:*');
});
afterEach(async () => emulator.close());

function allow(...actions: string[]): void {
  const Statement = { Effect: 'Allow' as const, Action: actions, Resource: '*' };
  cloud.iam.putInlinePolicy(ROLE, 'policy', { Statement });
}

async function call(name: string, input: object): Promise<Output> {
  return (await send(name, JSON.stringify(input))).output;
}

async function send(name: string, body: string): Promise<{ status: number; output: Output }> {
  const response = await signedFetch(cloud, ROLE, {
    service: 'kinesis',
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Kinesis_20131202.${name}` },
    body,
  });
  return { status: response.status, output: (await response.json()) as Output };
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const record = (text: string) => ({ StreamName: 'orders', Data: encoded(text), PartitionKey: 'key' });
const put = async (text: string) => call('PutRecord', record(text));
const iterator = async (ShardId: string, position: object) =>
  (await call('GetShardIterator', { StreamARN: STREAM, ShardId, ...position })).ShardIterator;
const textsIn = ({ Records }: Output) => Records.map(({ Data }) => Buffer.from(Data, 'base64').toString());
const fromTheBeginning = { ShardIteratorType: 'TRIM_HORIZON' };

test('gives back records of one partition key in the order in which they were put', async () => {
  const { ShardId } = await put('one');
  await put('two');
  await put('three');

  const first = await call('GetRecords', {
    ShardIterator: await iterator(ShardId, fromTheBeginning),
    Limit: 2,
  });
  const second = await call('GetRecords', { ShardIterator: first.NextShardIterator });
  const third = await call('GetRecords', { ShardIterator: second.NextShardIterator });

  expect([first, second, third].map(textsIn)).toEqual([['one', 'two'], ['three'], []]);
});

test('begins at, after, and behind a record as the iterator says', async () => {
  await put('one');
  await clock.advance(MINUTE);
  const { ShardId, SequenceNumber: StartingSequenceNumber } = await put('two');
  await put('three');
  const textsFrom = async (position: object) =>
    textsIn(await call('GetRecords', { ShardIterator: await iterator(ShardId, position) }));

  expect(await textsFrom({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual([
    'two',
    'three',
  ]);
  expect(await textsFrom({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual([
    'three',
  ]);
  expect(await textsFrom({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: (START + MINUTE) / 1000 })).toEqual([
    'two',
    'three',
  ]);
  expect(await textsFrom({ ShardIteratorType: 'LATEST' })).toEqual([]);
});

test('returns records that are put after an iterator for the latest record was requested', async () => {
  const { ShardId } = await put('before');
  const ShardIterator = await iterator(ShardId, { ShardIteratorType: 'LATEST' });
  await put('after');

  expect(textsIn(await call('GetRecords', { ShardIterator }))).toEqual(['after']);
});

test('tells how far behind a reader is', async () => {
  const { ShardId } = await put('one');
  await put('two');
  await clock.advance(MINUTE);

  const ShardIterator = await iterator(ShardId, fromTheBeginning);
  const { MillisBehindLatest } = await call('GetRecords', { ShardIterator, Limit: 1 });

  expect(MillisBehindLatest).toBe(MINUTE);
});

test('forgets records after the retention period', async () => {
  const { ShardId } = await put('old');
  await clock.advance(24 * 60 * MINUTE + 1);
  await put('new');

  const ShardIterator = await iterator(ShardId, fromTheBeginning);

  expect(textsIn(await call('GetRecords', { ShardIterator }))).toEqual(['new']);
});

test('refuses an iterator that is more than five minutes old', async () => {
  const ShardIterator = await iterator('shardId-000000000000', fromTheBeginning);
  await clock.advance(5 * MINUTE + 1);

  expect(await call('GetRecords', { ShardIterator })).toMatchObject({ __type: 'ExpiredIteratorException' });
  expect(await call('GetRecords', { ShardIterator: 'none' })).toMatchObject({
    __type: 'InvalidArgumentException',
  });
});

test('distributes partition keys over the shards', async () => {
  const Records = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((PartitionKey) => ({
    PartitionKey,
    Data: encoded(PartitionKey),
  }));

  const stored = await call('PutRecords', { StreamName: 'orders', Records });

  expect(stored).toMatchObject({ FailedRecordCount: 0 });
  expect(new Set(stored.Records.map(({ ShardId }) => ShardId)).size).toBe(2);
});

test('closes the shards when their number changes, and goes on in others', async () => {
  const { ShardId } = await put('before');
  cloud.kinesis.find('orders')!.update({ mode: 'PROVISIONED', retentionHours: 24 });
  const after = await put('after');

  const { Shards } = await call('ListShards', { StreamName: 'orders' });
  const old = await call('GetRecords', { ShardIterator: await iterator(ShardId, fromTheBeginning) });

  expect(Shards.map((shard) => [shard.ShardId, shard.ParentShardId])).toEqual([
    ['shardId-000000000000', undefined],
    ['shardId-000000000001', undefined],
    ['shardId-000000000002', 'shardId-000000000000'],
  ]);
  expect(after.ShardId).toBe('shardId-000000000002');
  expect(textsIn(old)).toEqual(['before']);
  expect(old.NextShardIterator).toBeUndefined();
});

test('describes streams, provisioned and on demand', async () => {
  const keyId = 'alias/aws/kinesis';
  cloud.kinesis.create('demand', { mode: 'ON_DEMAND', retentionHours: 48, keyId });

  expect(await call('DescribeStreamSummary', { StreamName: 'demand' })).toEqual({
    StreamDescriptionSummary: {
      StreamName: 'demand',
      StreamARN: STREAM.replace('orders', 'demand'),
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 48,
      StreamCreationTimestamp: START / 1000,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: 'KMS',
      KeyId: keyId,
      OpenShardCount: 4,
      ConsumerCount: 0,
    },
  });
  expect(await call('DescribeStream', { StreamARN: STREAM, Limit: 1 })).toMatchObject({
    StreamDescription: { EncryptionType: 'NONE', Shards: [{}], HasMoreShards: true },
  });
});

test('lists streams and shards page by page', async () => {
  cloud.kinesis.create('baskets', { mode: 'ON_DEMAND', retentionHours: 24 });
  const streams = await call('ListStreams', { Limit: 1 });
  const others = await call('ListStreams', { NextToken: streams.NextToken });
  const shards = await call('ListShards', { StreamName: 'orders', MaxResults: 1 });
  const otherShards = await call('ListShards', { NextToken: shards.NextToken });

  expect([streams.StreamNames, others.StreamNames]).toEqual([['baskets'], ['orders']]);
  expect([streams.HasMoreStreams, others.HasMoreStreams]).toEqual([true, false]);
  expect([...shards.Shards, ...otherShards.Shards].map(({ ShardId }) => ShardId)).toEqual([
    'shardId-000000000000',
    'shardId-000000000001',
  ]);
});

test.each(['PutRecord', 'GetShardIterator', 'DescribeStreamSummary', 'ListShards'])(
  'refuses %s to a role without the action',
  async (name) => {
    allow('kinesis:CreateStream');

    const { __type, message } = await call(name, { StreamName: 'orders' });

    expect(__type).toBe('AccessDeniedException');
    expect(message).toContain(`is not authorized to perform: kinesis:${name} on resource: ${STREAM}`);
  },
);

test.each([
  ['PutRecord', { StreamName: 'none' }, 'ResourceNotFoundException'],
  ['DescribeStream', {}, 'InvalidArgumentException'],
  ['GetShardIterator', { StreamName: 'orders', ShardId: 'none' }, 'ResourceNotFoundException'],
  [
    'GetShardIterator',
    { StreamName: 'orders', ShardId: 'shardId-000000000000', ShardIteratorType: 'x' },
    'InvalidArgumentException',
  ],
  ['PutRecord', { StreamName: 'orders', Data: '' }, 'InvalidArgumentException'],
  ['PutRecords', { StreamName: 'orders', Records: [] }, 'InvalidArgumentException'],
  ['ListShards', { NextToken: 'x' }, 'InvalidArgumentException'],
  ['MergeShards', { StreamName: 'orders' }, 'UnknownOperationException'],
  [
    'PutRecord',
    { StreamName: 'orders', Data: '', PartitionKey: 'k', ExplicitHashKey: 'x' },
    'InvalidArgumentException',
  ],
  [
    'PutRecord',
    { StreamName: 'orders', Data: '', PartitionKey: 'k', ExplicitHashKey: String(2n ** 128n) },
    'InvalidArgumentException',
  ],
  [
    'GetShardIterator',
    {
      StreamName: 'orders',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      StartingSequenceNumber: '1',
    },
    'InvalidArgumentException',
  ],
  ['DescribeStream', { StreamARN: STREAM.replace('us-east-1', 'eu-west-1') }, 'ResourceNotFoundException'],
  ['PutRecord', { StreamName: 'orders', Data: 1, PartitionKey: 'k' }, 'SerializationException'],
  ['PutRecords', { StreamName: 'orders', Records: [{ Data: 1 }] }, 'SerializationException'],
  ['PutRecords', { StreamName: 'orders', Records: 'all' }, 'SerializationException'],
  ['GetRecords', [], 'SerializationException'],
])('responds to %s of %j with %s', async (name, input, expected) => {
  expect(await call(name, input)).toMatchObject({ __type: expected, message: expect.any(String) as unknown });
});

describe('a stream with a key', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/own';
  const SESSION = 'arn:aws:sts::111122223333:assumed-role/consumer/function';

  /** Changes the stream's key from now on. */
  function encrypt(keyId: string | undefined): void {
    const stream = cloud.kinesis.find('orders')!;
    stream.update({ ...stream.definition, keyId });
  }

  /** Sets the role's permissions for keys. */
  function allowKeys(Action: string, Condition?: Record<string, Record<string, string>>): void {
    const Statement = { Effect: 'Allow' as const, Action, Resource: '*', Condition };
    cloud.iam.putInlinePolicy(ROLE, 'key', { Statement });
  }

  const read = async (ShardId: string) =>
    call('GetRecords', { ShardIterator: await iterator(ShardId, fromTheBeginning) });

  const refusal = (action: string) => ({
    __type: 'KMSAccessDeniedException',
    message: `User: ${SESSION} is not authorized to perform: ${action} on resource: ${KEY} because no identity-based policy allows the ${action} action`,
  });

  test('is written by who may generate data keys, and read by who may decrypt', async () => {
    encrypt(KEY);
    allowKeys('kms:GenerateDataKey');
    const { ShardId } = await put('one');
    expect(await read(ShardId)).toEqual(refusal('kms:Decrypt'));

    allowKeys('kms:Decrypt');
    expect(textsIn(await read(ShardId))).toEqual(['one']);
    expect(await put('two')).toEqual(refusal('kms:GenerateDataKey'));
    const { StreamName, ...two } = record('two');
    expect(await call('PutRecords', { StreamName, Records: [two] })).toEqual(refusal('kms:GenerateDataKey'));
    expect(textsIn(await read(ShardId))).toEqual(['one']);
  });

  test('needs no key to be described, or read where nothing was written', async () => {
    encrypt(KEY);

    expect(await read('shardId-000000000000')).toMatchObject({ Records: [] });
    const { StreamDescriptionSummary: summary } = await call('DescribeStreamSummary', { StreamARN: STREAM });
    expect(summary).toMatchObject({ EncryptionType: 'KMS', KeyId: KEY });
  });

  test('keeps records encrypted with the key that they were written with', async () => {
    cloud.kms.createAlias('alias/streams', KEY);
    encrypt('alias/streams');
    allowKeys('kms:*');
    const { ShardId } = await put('one');
    cloud.kms.updateAlias('alias/streams', `${KEY}2`);
    encrypt(undefined);
    await put('two');

    const types = (await read(ShardId)).Records.map(({ EncryptionType: type }) => type);
    expect(types).toEqual(['KMS', 'NONE']);
    allowKeys('kms:GenerateDataKey');
    expect(await read(ShardId)).toEqual(refusal('kms:Decrypt'));
  });

  test.each(['alias/aws/kinesis', 'arn:aws:kms:us-east-1:111122223333:alias/aws/kinesis'])(
    'that AWS owns needs no permission: %s',
    async (keyId) => {
      encrypt(keyId);
      const { ShardId } = await put('one');

      expect(textsIn(await read(ShardId))).toEqual(['one']);
    },
  );

  test.each<[string, string, boolean]>([
    ['kms:ViaService', 'kinesis.us-east-1.amazonaws.com', true],
    ['kms:ViaService', 's3.us-east-1.amazonaws.com', false],
    ['kms:EncryptionContext:aws:kinesis:arn', STREAM, true],
    ['kms:EncryptionContext:aws:kinesis:arn', `${STREAM}2`, false],
  ])('may be used on a condition: %s is %s', async (name, value, isAllowed) => {
    encrypt(KEY);
    allowKeys('kms:*', { StringEquals: { [name]: value } });

    expect(await put('one')).toMatchObject(isAllowed ? {} : { __type: 'KMSAccessDeniedException' });
  });

  test('cannot be read or written once the key is deleted', async () => {
    encrypt(KEY);
    allowKeys('kms:*');
    const { ShardId } = await put('one');

    cloud.kms.deleteKey(KEY);

    const gone = { __type: 'KMSInvalidStateException', message: `${KEY} is pending deletion.` };
    expect(await put('two')).toEqual(gone);
    expect(await read(ShardId)).toEqual(gone);
  });
});

test('writes to the shard that an explicit hash key names', async () => {
  const ExplicitHashKey = String(2n ** 128n - 1n);
  const stored = await call('PutRecord', { ...record('last'), ExplicitHashKey });
  const other = await call('PutRecord', { ...record('first'), ExplicitHashKey: '0' });

  expect([stored.ShardId, other.ShardId]).toEqual(['shardId-000000000001', 'shardId-000000000000']);
});

test.each([
  ['is not JSON', '{'],
  ['is too large', JSON.stringify({ StreamName: 'x'.repeat(1024 * 1024) })],
])('refuses a request that %s', async (_, body) => {
  const { status, output } = await send('PutRecord', body);

  expect(status).toBe(400);
  expect(output.__type).toMatch(/^(SerializationException|InvalidArgumentException)$/);
});

test('responds to no call of another service', async () => {
  const response = await signedFetch(cloud, ROLE, {
    service: 'dynamodb',
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: '{}',
  });

  expect(await response.text()).toContain("the service 'dynamodb' is not available on this machine");
});

test('a stream cannot be there twice under one name', () => {
  const again = () => cloud.kinesis.create('orders', { mode: 'PROVISIONED', retentionHours: 24 });

  expect(again).toThrow("stream already exists: 'orders'");
});
