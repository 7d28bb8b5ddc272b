/**
 * The operations of Kinesis that producers and consumers need.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
 */
import { invalidArgument, notFound } from './kinesis-error';
import type { KinesisInput } from './kinesis-input';
import type { LocalKinesis } from './local-kinesis';
import { isHashKey, lag, type LocalStream } from './local-stream';
import type { HashRange, Position, Shard, ShardRecord } from './shard';
import { iteratorState, shardIterator } from './shard-iterator';

/** The time of a call to a stream, and its caller's permissions for keys. */
export interface StreamCall {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** @throws KinesisError if the caller may not encrypt the records of the stream */
  authorizeEncryption(stream: LocalStream): void;
  /** @throws KinesisError if the caller may not decrypt one of the records */
  authorizeDecryption(stream: LocalStream, records: readonly ShardRecord[]): void;
}

type StreamOperation = (stream: LocalStream, input: KinesisInput, call: StreamCall) => object;

/** The operations about one stream, by name. */
export const STREAM_OPERATIONS: Readonly<Record<string, StreamOperation>> = {
  PutRecord(stream, input, call) {
    call.authorizeEncryption(stream);
    return { ...put(stream, input), ...encryption(stream.keyArn) };
  },

  PutRecords(stream, { Records: records = [] }, call) {
    if (records.length < 1 || records.length > 500) {
      throw invalidArgument(`'Records' must be 1 to 500 records, got ${records.length}`);
    }
    call.authorizeEncryption(stream);
    const stored = records.map((record) => put(stream, record));
    return { FailedRecordCount: 0, Records: stored, ...encryption(stream.keyArn) };
  },

  GetShardIterator(stream, input, { now }) {
    const shard = shardOf(stream, input.ShardId);
    const after = shard.startOf(positionOf(input));
    return {
      ShardIterator: shardIterator({ streamArn: stream.arn, shardId: shard.id, after, issuedAt: now }),
    };
  },

  GetRecords(stream, { ShardIterator: iterator = '', Limit: limit = LARGEST_READ }, call) {
    const { now } = call;
    const state = iteratorState(iterator, now);
    if (limit < 1 || limit > LARGEST_READ) {
      throw invalidArgument(`'Limit' must be 1 to ${LARGEST_READ}, got ${limit}`);
    }
    const shard = shardOf(stream, state.shardId);
    const records = shard.after(state.after, limit);
    call.authorizeDecryption(stream, records);
    const after = records.at(-1)?.sequenceNumber ?? state.after;
    const [next] = shard.after(after, 1);
    const isOver = shard.closedAt !== undefined && next === undefined;
    return {
      Records: records.map(({ sequenceNumber, partitionKey, data, arrivedAt, keyArn }) => ({
        SequenceNumber: sequenceNumber,
        ApproximateArrivalTimestamp: arrivedAt / 1000,
        Data: data.toString('base64'),
        PartitionKey: partitionKey,
        ...encryption(keyArn),
      })),
      ...(isOver
        ? { ChildShards: childrenOf(shard, stream) }
        : { NextShardIterator: shardIterator({ ...state, after, issuedAt: now }) }),
      MillisBehindLatest: lag(next, now),
    };
  },

  DescribeStream(stream, { Limit: limit = 100, ExclusiveStartShardId: start }) {
    const { page, hasMore } = pageOf(stream.shards, ({ id }) => id, start, limit);
    const description = { ...describe(stream), Shards: page.map(describeShard), HasMoreShards: hasMore };
    return { StreamDescription: description };
  },

  DescribeStreamSummary: (stream) => ({
    StreamDescriptionSummary: {
      ...describe(stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: 0,
    },
  }),

  ListShards(stream, { MaxResults: limit = 1_000, NextToken: token, ExclusiveStartShardId: start }) {
    const [, last] = tokenParts(token);
    const { page, hasMore } = pageOf(stream.shards, ({ id }) => id, last ?? start, limit);
    const next = hasMore && { NextToken: tokenOf(stream.arn, page.at(-1)!.id) };
    return { Shards: page.map(describeShard), ...next };
  },
};

/** The streams after a name, in the order of their names. */
export function listStreams({ all }: LocalKinesis, input: KinesisInput): object {
  const { Limit: limit = 100, ExclusiveStartStreamName: start, NextToken: token } = input;
  const [last] = tokenParts(token);
  const { page, hasMore } = pageOf(all, ({ name }) => name, last ?? start, limit);
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map((stream) => {
      const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } =
        describe(stream);
      return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
    }),
    HasMoreStreams: hasMore,
    ...(hasMore && { NextToken: tokenOf(page.at(-1)!.name) }),
  };
}

/** The ARN of the stream that a request names by ARN, by name, or by a token or iterator from an earlier response. */
export function streamArnOf(input: KinesisInput, arnOf: (name: string) => string): string {
  if (input.StreamARN !== undefined) return input.StreamARN;
  if (input.StreamName !== undefined) return arnOf(input.StreamName);
  const [arn] = tokenParts(input.NextToken);
  if (arn !== undefined) return arn;
  if (input.ShardIterator !== undefined) return iteratorState(input.ShardIterator, -Infinity).streamArn;
  throw invalidArgument('StreamARN or StreamName must be provided.');
}

const LARGEST_READ = 10_000;

function put(stream: LocalStream, { PartitionKey, Data, ExplicitHashKey }: KinesisInput): object {
  if (!PartitionKey || Data === undefined) throw invalidArgument("'Data' and 'PartitionKey' are required");
  if (ExplicitHashKey !== undefined && !isHashKey(ExplicitHashKey)) {
    throw invalidArgument(`'ExplicitHashKey' must be a number of 128 bits, got '${ExplicitHashKey}'`);
  }
  const record = {
    partitionKey: PartitionKey,
    data: Buffer.from(Data, 'base64'),
    explicitHashKey: ExplicitHashKey,
  };
  const { shardId, sequenceNumber } = stream.put(record);
  return { ShardId: shardId, SequenceNumber: sequenceNumber };
}

function positionOf({ ShardIteratorType: type, StartingSequenceNumber, Timestamp }: KinesisInput): Position {
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return { type, sequenceNumber: StartingSequenceNumber ?? '' };
    case 'AT_TIMESTAMP':
      return { type, timestamp: (Timestamp ?? NaN) * 1000 };
    default:
      throw invalidArgument(`'ShardIteratorType' must be one of the service, got '${type}'`);
  }
}

function shardOf({ shards, name }: LocalStream, id: string | undefined): Shard {
  const found = shards.find((shard) => shard.id === id);
  if (found) return found;
  throw notFound(`Shard ${id} in stream ${name} does not exist`);
}

function describe(stream: LocalStream) {
  const { mode, retentionHours, keyId } = stream.definition;
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    ...encryption(keyId),
    ...(keyId !== undefined && { KeyId: keyId }),
  };
}

function encryption(key: string | undefined): object {
  return { EncryptionType: key === undefined ? 'NONE' : 'KMS' };
}

/** The shards that continue a closed one. */
function childrenOf(shard: Shard, { shards }: LocalStream): object[] {
  return shards
    .filter(({ parents }) => parents.includes(shard))
    .map(({ id, range, parents }) => ({
      ShardId: id,
      ParentShards: parents.map((parent) => parent.id),
      HashKeyRange: describeRange(range),
    }));
}

function describeShard({ id, range, opensAfter, closedAt, parents: [parent, adjacent] }: Shard): object {
  return {
    ShardId: id,
    ...(parent && { ParentShardId: parent.id }),
    ...(adjacent && { AdjacentParentShardId: adjacent.id }),
    HashKeyRange: describeRange(range),
    SequenceNumberRange: {
      StartingSequenceNumber: opensAfter,
      ...(closedAt !== undefined && { EndingSequenceNumber: closedAt }),
    },
  };
}

function describeRange({ from, to }: HashRange): object {
  return { StartingHashKey: String(from), EndingHashKey: String(to) };
}

function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  after: string | undefined,
  limit: number,
): { page: T[]; hasMore: boolean } {
  const rest = items.filter((item) => after === undefined || nameOf(item) > after);
  return { page: rest.slice(0, limit), hasMore: rest.length > limit };
}

function tokenOf(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

function tokenParts(token: string | undefined): string[] {
  if (token === undefined) return [];
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString()) as string[];
  } catch {
    throw invalidArgument('Invalid NextToken.');
  }
}
