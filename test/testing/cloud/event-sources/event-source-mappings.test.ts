import {
  EventSourceMappings,
  type EventSourceMappingDefinition,
} from '../../../../testing/cloud/event-sources';
import { LocalIam } from '../../../../testing/cloud/iam';
import { LocalKinesis, StreamKeys } from '../../../../testing/cloud/kinesis';
import { LocalKms } from '../../../../testing/cloud/kms';
import type { LocalLambda } from '../../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../../testing/emulator';

const START = Date.parse('2026-11-29T10:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ROLE = 'arn:aws:iam::111122223333:role/reader';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:reader';
const STREAMS = 'arn:aws:kinesis:us-east-1:111122223333:stream/';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/own';
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:discarded';

interface Invocation {
  readonly Records: readonly {
    readonly kinesis: { readonly data: string; readonly sequenceNumber: string };
    readonly eventID: string;
  }[];
}

/** The function's reaction to a batch: it returns a result, or throws. */
type Handler = (texts: string[], event: Invocation) => unknown;

let clock: EmulatorClock;
let iam: LocalIam;
let kinesis: LocalKinesis;
let mappings: EventSourceMappings;
let delivered: [string, Record<string, unknown>][];
/** The batches that the function was invoked with. */
let batches: string[][];
let events: Invocation[];
let handler: Handler;
let hasFunction: boolean;

const definition: EventSourceMappingDefinition = {
  functionReference: FUNCTION,
  streamArn: `${STREAMS}orders`,
  enabled: true,
  startingPosition: { type: 'TRIM_HORIZON' },
  batchSize: 100,
  batchingWindow: 0,
  filters: [],
  maximumRecordAge: Infinity,
  maximumRetryAttempts: Infinity,
  bisects: false,
  reportsItemFailures: false,
  parallelizationFactor: 1,
  onFailure: undefined,
};

const textOf = ({ kinesis: { data } }: Invocation['Records'][number]) =>
  Buffer.from(data, 'base64').toString();

beforeEach(() => {
  clock = EmulatorClock.manual(START);
  const now = () => clock.now();
  iam = new LocalIam({ now });
  iam.putPrincipal(ROLE);
  allow('kinesis:*', 'sqs:SendMessage');
  const kms = new LocalKms({ iam, arnPrefix: KEY.replace('key/own', '') });
  kinesis = new LocalKinesis({ now, arnPrefix: STREAMS, keyArnOf: (keyId) => kms.keyArnOf(keyId) });
  kinesis.create('orders', { mode: 'PROVISIONED', shardCount: 1, retentionHours: 24 });
  batches = [];
  events = [];
  delivered = [];
  handler = () => undefined;
  hasFunction = true;
  const lambda = {
    find: () =>
      hasFunction
        ? { configuration: { functionArn: FUNCTION, functionName: 'reader', roleArn: ROLE } }
        : undefined,
    invoke: async (_: string, event: Invocation) => {
      if (!hasFunction) throw new Error('Function not found');
      const texts = event.Records.map(textOf);
      batches.push(texts);
      events.push(event);
      try {
        return { requestId: '', payload: await handler(texts, event) };
      } catch {
        return { requestId: '', payload: {}, functionError: 'Unhandled' };
      }
    },
  } as unknown as LocalLambda;
  const deliver = async (arn: string, record: object) =>
    void delivered.push([arn, record as Record<string, unknown>]);
  const keys = new StreamKeys({ kms, region: 'us-east-1' });
  mappings = new EventSourceMappings({ clock, iam, kinesis, keys, lambda, deliver });
});

function allow(...actions: string[]): void {
  const Statement = { Effect: 'Allow' as const, Action: actions, Resource: '*' };
  iam.putInlinePolicy(ROLE, 'policy', { Statement });
}

function put(...texts: string[]): void {
  for (const text of texts) {
    kinesis.find('orders')!.put({ partitionKey: text.slice(0, 1), data: Buffer.from(text) });
  }
}

function map(changes: Partial<EventSourceMappingDefinition> = {}): void {
  mappings.create('mapping', { ...definition, ...changes });
}

/** A function that fails with any batch that contains this record. */
function failsWith(text: string): Handler {
  return (texts) => {
    if (texts.includes(text)) throw new Error(text);
    return undefined;
  };
}

/** A function that reports these records as failed. */
function reports(...texts: string[]): Handler {
  return (_, { Records }) => {
    const failed = Records.filter((record) => texts.includes(textOf(record)));
    return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.kinesis.sequenceNumber })) };
  };
}

test('invokes the function with what is in the stream, once', async () => {
  put('a', 'b');
  map();

  await clock.advance(SECOND);
  put('c');
  await clock.advance(MINUTE);

  expect(batches).toEqual([['a', 'b'], ['c']]);
  expect(events[1]!.Records).toEqual([
    {
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'c',
        sequenceNumber: expect.any(String) as unknown,
        data: Buffer.from('c').toString('base64'),
        approximateArrivalTimestamp: (START + SECOND) / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: expect.stringMatching(/^shardId-000000000000:\d+$/) as unknown,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: ROLE,
      awsRegion: 'us-east-1',
      eventSourceARN: `${STREAMS}orders`,
    },
  ]);
});

test('begins with what comes after the mapping, where it starts at the latest record', async () => {
  put('a');
  map({ startingPosition: { type: 'LATEST' } });
  put('b');

  await clock.advance(SECOND);

  expect(batches).toEqual([['b']]);
});

test('begins with what came at a time', async () => {
  put('a');
  await clock.advance(MINUTE);
  put('b');
  map({ startingPosition: { type: 'AT_TIMESTAMP', timestamp: START + MINUTE } });

  await clock.advance(SECOND);

  expect(batches).toEqual([['b']]);
});

test('fills batches up to their size', async () => {
  map({ batchSize: 2 });
  put('a', 'b', 'c');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a', 'b'], ['c']]);
});

test('waits for a batch to be full, for as long as the batching window', async () => {
  map({ batchSize: 3, batchingWindow: MINUTE });
  put('a');
  await clock.advance(30 * SECOND);
  expect(batches).toEqual([]);

  put('b', 'c');
  await clock.advance(SECOND);
  expect(batches).toEqual([['a', 'b', 'c']]);

  put('d');
  await clock.advance(MINUTE);
  expect(batches).toEqual([['a', 'b', 'c'], ['d']]);
});

test('passes on the records that match one of the filters', async () => {
  map({
    filters: [
      { data: { type: ['wanted'] } },
      { data: { to: [{ prefix: 'arn:' }] } },
      { partitionKey: ['p'] },
    ],
  });
  const records = ['{"type":"wanted"}', '{"type":"other"}', '{"to":"arn:x"}', 'plain', 'no JSON'];
  put(...records);

  await clock.advance(SECOND);

  expect(batches).toEqual([['{"type":"wanted"}', '{"to":"arn:x"}', 'plain']]);
});

test('goes on behind records that no filter matches', async () => {
  map({ filters: [{ data: ['wanted'] }], batchSize: 1 });
  put('other', 'wanted', 'other', 'wanted', 'other');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['wanted'], ['wanted']]);
});

test('tries a batch again that failed, and nothing of its shard before', async () => {
  handler = failsWith('a');
  map();
  put('a');
  await clock.advance(SECOND);
  put('b');
  await clock.advance(SECOND);
  handler = () => undefined;

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a'], ['a'], ['a'], ['b']]);
});

test('gives a batch up after its retries', async () => {
  handler = failsWith('a');
  map({ maximumRetryAttempts: 2, onFailure: QUEUE });
  put('a', 'b');
  await clock.advance(MINUTE);
  put('c');
  await clock.advance(MINUTE);

  expect(batches).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
  expect(delivered).toEqual([
    [
      QUEUE,
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetryAttemptsExhausted' }) as unknown,
        KinesisBatchInfo: expect.objectContaining({ batchSize: 2, streamArn: `${STREAMS}orders` }) as unknown,
      }),
    ],
  ]);
});

test('sends no record about discarded records to a destination that the role may not use', async () => {
  allow('kinesis:*');
  handler = failsWith('a');
  map({ maximumRetryAttempts: 0, onFailure: QUEUE });
  put('a');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a']]);
  expect(delivered).toEqual([]);
});

test('splits a batch that failed until the record is alone that fails', async () => {
  handler = failsWith('c');
  map({ bisects: true, maximumRetryAttempts: 0 });
  put('a', 'b', 'c', 'd');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']]);
});

test('goes on with the first record that the function reports', async () => {
  handler = reports('b', 'd');
  map({ reportsItemFailures: true, maximumRetryAttempts: 1 });
  put('a', 'b', 'c', 'd');

  await clock.advance(MINUTE);

  expect(batches).toEqual([
    ['a', 'b', 'c', 'd'],
    ['b', 'c', 'd'],
  ]);
});

test('splits what is left from the first record that the function reports', async () => {
  handler = reports('b');
  map({ reportsItemFailures: true, bisects: true, maximumRetryAttempts: 0 });
  put('a', 'b', 'c');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a', 'b', 'c'], ['b'], ['c']]);
});

test.each([
  [undefined, 1],
  [{}, 1],
  [{ batchItemFailures: null }, 1],
  [{ batchItemFailures: [] }, 1],
  [{ batchItemFailures: [{ itemIdentifier: '' }] }, 2],
  [{ batchItemFailures: [{ item: '1' }] }, 2],
  [{ batchItemFailures: 'all' }, 2],
])('takes %j for what it means, with %d invocations', async (response, expected) => {
  handler = () => response;
  map({ reportsItemFailures: true, maximumRetryAttempts: 1 });
  put('a');

  await clock.advance(MINUTE);

  expect(batches).toHaveLength(expected);
});

test('does not look at reports of items that were not asked for', async () => {
  handler = reports('a');
  map();
  put('a');

  await clock.advance(MINUTE);

  expect(batches).toEqual([['a']]);
});

test('discards records that are too old, before and between attempts', async () => {
  put('old');
  await clock.advance(2 * MINUTE);
  handler = failsWith('a');
  map({ maximumRecordAge: MINUTE, onFailure: QUEUE });
  put('a');
  await clock.advance(10 * MINUTE);
  const attempts = batches.length;
  put('b');
  await clock.advance(SECOND);

  expect(batches.slice(0, attempts).flat()).toEqual(Array(attempts).fill('a'));
  expect(batches.slice(attempts)).toEqual([['b']]);
  expect(delivered.map(([, { requestContext }]) => requestContext)).toEqual([
    expect.objectContaining({ condition: 'RecordAgeExceeded' }),
    expect.objectContaining({ condition: 'RecordAgeExceeded' }),
  ]);
});

test('reads the shards at the same time', async () => {
  kinesis.find('orders')!.update({ mode: 'PROVISIONED', shardCount: 4, retentionHours: 24 });
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  handler = () => gate;
  map();
  put(...'abcdefgh');

  await clock.advance(SECOND);

  expect(batches.length).toBeGreaterThan(1);
  expect(batches.flat().sort()).toEqual([...'abcdefgh']);
  open();
});

test('processes several batches of a shard at a time, each partition key in its order', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  handler = () => gate;
  map({ parallelizationFactor: 10 });
  put('a1', 'b1', 'a2', 'b2');

  await clock.advance(SECOND);

  expect(batches).toEqual(
    expect.arrayContaining([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ]),
  );
  open();
});

test('reads a shard before those that took over from it', async () => {
  handler = failsWith('a');
  map();
  put('a');
  kinesis.find('orders')!.update({ mode: 'PROVISIONED', shardCount: 2, retentionHours: 24 });
  put('b');
  await clock.advance(10 * SECOND);
  expect(batches.flat()).not.toContain('b');

  handler = () => undefined;
  await clock.advance(MINUTE);

  expect(batches.at(-1)).toEqual(['b']);
});

test('reads nothing while it is disabled, and goes on where it was', async () => {
  map();
  put('a');
  await clock.advance(SECOND);
  mappings.update('mapping', { ...definition, enabled: false });
  put('b');
  await clock.advance(MINUTE);
  expect(batches).toEqual([['a']]);

  mappings.update('mapping', definition);
  await clock.advance(SECOND);
  expect(batches).toEqual([['a'], ['b']]);
});

test('goes on where it was when shards are divided anew', async () => {
  map();
  put('a');
  await clock.advance(SECOND);
  mappings.update('mapping', { ...definition, parallelizationFactor: 2 });
  put('a', 'b');
  await clock.advance(SECOND);

  expect(batches.flat().sort()).toEqual(['a', 'a', 'b']);
});

test('stops when it is deleted, with what failed', async () => {
  handler = failsWith('a');
  map();
  put('a');
  await clock.advance(SECOND);
  mappings.delete('mapping');
  put('b');

  await clock.advance(10 * MINUTE);

  expect(batches).toEqual([['a']]);
});

test('waits while the role may not read the stream', async () => {
  map();
  allow('kinesis:ListShards');
  put('a');
  await clock.advance(MINUTE);
  expect(batches).toEqual([]);

  allow('kinesis:*');
  await clock.advance(MINUTE);
  expect(batches).toEqual([['a']]);
});

test('waits while the role may not decrypt records that were written with a key', async () => {
  const stream = kinesis.find('orders')!;
  map();
  stream.update({ ...stream.definition, keyId: KEY });
  put('a');
  stream.update({ ...stream.definition, keyId: undefined });
  put('b');
  await clock.advance(MINUTE);
  expect(batches).toEqual([]);

  allow('kinesis:*', 'kms:Decrypt');
  await clock.advance(MINUTE);
  expect(batches).toEqual([['a', 'b']]);
});

test('waits for a function that is gone, and counts no attempt', async () => {
  map({ maximumRetryAttempts: 0 });
  hasFunction = false;
  put('a');
  await clock.advance(MINUTE);
  hasFunction = true;

  await clock.advance(2 * MINUTE);

  expect(batches).toEqual([['a']]);
});

test.each<[string, () => void, RegExp]>([
  ['a stream that is not here', () => map({ streamArn: `${STREAMS}none` }), /^Stream not found: .*none$/],
  [
    'a function that is not here',
    () => {
      hasFunction = false;
      map();
    },
    /^Function does not exist: /,
  ],
  [
    'a role that may not read the stream',
    () => {
      allow('kinesis:GetRecords');
      map();
    },
    /^Cannot access stream .*orders. Please ensure the role .*reader can perform the DescribeStream, /,
  ],
  [
    'a function and a stream that are mapped already',
    () => {
      map();
      mappings.create('other', definition);
    },
    /is already mapped to the function .*: update or delete the mapping mapping$/,
  ],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(message);
});
