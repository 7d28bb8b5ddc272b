/** Kinesis through the AWS SDKs: JavaScript's over HTTP/2, its default, and over HTTP/1.1, and boto3. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AccessDeniedException,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  ResourceNotFoundException,
  ShardIteratorType,
  type KinesisClientConfig,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { LocalCloud } from '../../../../testing/cloud';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../../testing/emulator';
import { testWithBoto3 } from '../../../harness/boto3';

const ROLE = 'arn:aws:iam::111122223333:role/consumer';
const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';
const MINUTE = 60_000;

let clock: EmulatorClock;
let emulator: ChimeMessagingEmulator;
let cloud: LocalCloud;
const clients: KinesisClient[] = [];

beforeEach(async () => {
  clock = EmulatorClock.manual(Date.parse('2026-11-29T10:00:00Z'));
  emulator = await ChimeMessagingEmulator.start({ clock });
  cloud = LocalCloud.of(emulator);
  await cloud.start();
  cloud.kinesis.create('orders', { mode: 'PROVISIONED', shardCount: 2, retentionHours: 24 });
  cloud.kinesis.create('secrets', { mode: 'ON_DEMAND', retentionHours: 24 });
  cloud.iam.putPrincipal(ROLE);
  const Statement = { Effect: 'Allow' as const, Action: 'kinesis:*', Resource: STREAM };
  cloud.iam.putInlinePolicy(ROLE, 'policy', { Statement });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await emulator.close();
});

describe.each<[string, () => KinesisClientConfig]>([
  ['HTTP/2', () => ({})],
  ['HTTP/1.1', () => ({ requestHandler: new NodeHttpHandler() })],
])('the AWS SDK for JavaScript over %s', (_version, options) => {
  let client: KinesisClient;
  beforeEach(() => {
    client = new KinesisClient({
      endpoint: cloud.environment.AWS_ENDPOINT_URL,
      region: 'us-east-1',
      credentials: cloud.iam.credentialsFor(ROLE, 'consumer'),
      ...options(),
    });
    clients.push(client);
  });

  const put = async (PartitionKey: string, Data: Uint8Array) =>
    client.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey, Data }));
  const iterator = async (ShardId = 'shardId-000000000000') => {
    const position = { ShardId, ShardIteratorType: ShardIteratorType.TRIM_HORIZON };
    return (await client.send(new GetShardIteratorCommand({ StreamARN: STREAM, ...position }))).ShardIterator;
  };

  test('reads what it has put, byte by byte, and in this order', async () => {
    const all = [Uint8Array.of(0, 255, 128), Buffer.from('ä'), Buffer.alloc(500_000, 7)];
    const stored = [];
    for (const data of all) stored.push(await put('key', data));

    const { Records, MillisBehindLatest } = await client.send(
      new GetRecordsCommand({ ShardIterator: await iterator(stored[0]!.ShardId) }),
    );

    expect(Records!.map(({ Data }) => Buffer.from(Data!))).toEqual(all.map((data) => Buffer.from(data)));
    expect(Records!.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
      stored.map(({ SequenceNumber }) => SequenceNumber),
    );
    const numbers = stored.map(({ SequenceNumber }) => BigInt(SequenceNumber!));
    expect(numbers[0]! < numbers[1]! && numbers[1]! < numbers[2]!).toBe(true);
    expect(Records![0]!.ApproximateArrivalTimestamp).toEqual(new Date('2026-11-29T10:00:00Z'));
    expect(MillisBehindLatest).toBe(0);
  });

  test('makes many calls at the same time', async () => {
    const Records = Array.from({ length: 50 }, (_, key) => ({
      PartitionKey: `${key}`,
      Data: Buffer.from('x'),
    }));
    const batches = Array.from({ length: 10 }, async () =>
      client.send(new PutRecordsCommand({ StreamName: 'orders', Records })),
    );

    const shards = (await Promise.all(batches)).flatMap((batch) =>
      batch.Records!.map(({ ShardId }) => ShardId),
    );

    expect(shards).toHaveLength(500);
    expect(new Set(shards).size).toBe(2);
  });

  test('goes on from a shard that was closed to those that took it over', async () => {
    const { ShardId } = await put('key', Buffer.from('before'));
    cloud.kinesis.find('orders')!.update({ mode: 'PROVISIONED', shardCount: 1, retentionHours: 24 });
    await put('key', Buffer.from('after'));

    const closed = await client.send(new GetRecordsCommand({ ShardIterator: await iterator(ShardId) }));
    const [child] = closed.ChildShards!;
    const next = await client.send(new GetRecordsCommand({ ShardIterator: await iterator(child!.ShardId) }));

    expect(closed.NextShardIterator).toBeUndefined();
    expect(child).toEqual({
      ShardId: 'shardId-000000000002',
      ParentShards: ['shardId-000000000000', 'shardId-000000000001'],
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(2n ** 128n - 1n) },
    });
    expect([closed, next].map(({ Records }) => Buffer.from(Records![0]!.Data!).toString())).toEqual([
      'before',
      'after',
    ]);
    expect(next.NextShardIterator).toBeDefined();
  });

  test('lists shards page by page', async () => {
    const first = await client.send(new ListShardsCommand({ StreamARN: STREAM, MaxResults: 1 }));
    const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken }));

    expect([first, second].map(({ Shards }) => Shards!.map(({ ShardId }) => ShardId))).toEqual([
      ['shardId-000000000000'],
      ['shardId-000000000001'],
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  test.each<[string, () => Promise<unknown>, new (...args: never[]) => Error, string]>([
    [
      'a stream that is not there',
      async () => client.send(new ListShardsCommand({ StreamARN: `${STREAM}-2` })),
      AccessDeniedException, // as for any other stream without permission
      `kinesis:ListShards on resource: ${STREAM}-2`,
    ],
    [
      'a stream that the role may not read',
      async () => client.send(new ListShardsCommand({ StreamName: 'secrets' })),
      AccessDeniedException,
      'is not authorized to perform: kinesis:ListShards on resource: arn:aws:kinesis:us-east-1:111122223333:stream/secrets',
    ],
    [
      'a shard that is not there',
      async () => iterator('shardId-000000000009'),
      ResourceNotFoundException,
      'Shard shardId-000000000009 in stream orders',
    ],
    [
      'more records than a call returns',
      async () => client.send(new GetRecordsCommand({ ShardIterator: await iterator(), Limit: 10_001 })),
      InvalidArgumentException,
      "'Limit' must be 1 to 10000, got 10001",
    ],
    [
      'an iterator that is too old',
      async () => {
        const ShardIterator = await iterator();
        await clock.advance(6 * MINUTE);
        return client.send(new GetRecordsCommand({ ShardIterator }));
      },
      ExpiredIteratorException,
      'Iterator expired',
    ],
  ])('throws the error of the service for %s', async (_what, call, type, message) => {
    const error = await call().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    expect(error).toMatchObject({
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) as unknown },
    });
  });
});

testWithBoto3('boto3 puts, reads and lists, and raises the errors of the service', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = cloud.iam.credentialsFor(ROLE, 'consumer');
  const { stdout } = await promisify(execFile)('python3', [join(__dirname, 'kinesis_client.py')], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: cloud.environment.AWS_ENDPOINT_URL,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  });

  expect(JSON.parse(stdout)).toEqual({
    shards: ['shardId-000000000000', 'shardId-000000000001'],
    records: [
      ['one', '2026-11-29T10:00:00+00:00'],
      ['two', '2026-11-29T10:00:00+00:00'],
    ],
    isAscending: true,
    failedCount: 0,
    errors: {
      secrets: ['AccessDeniedException', 400],
      shard: ['ResourceNotFoundException', 400],
      iterator: ['InvalidArgumentException', 400],
    },
  });
});
