import { invalidArgument, KinesisError } from './kinesis-error';
import { isObject } from '../../inputs';

/** The request fields that operations use. */
export interface KinesisInput {
  readonly StreamName?: string;
  readonly StreamARN?: string;
  readonly PartitionKey?: string;
  readonly Data?: string;
  readonly ExplicitHashKey?: string;
  readonly Records?: readonly KinesisInput[];
  readonly ShardId?: string;
  readonly ShardIterator?: string;
  readonly ShardIteratorType?: string;
  readonly StartingSequenceNumber?: string;
  /** In seconds since the epoch. */
  readonly Timestamp?: number;
  readonly Limit?: number;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ExclusiveStartShardId?: string;
  readonly ExclusiveStartStreamName?: string;
}

const TYPES: Readonly<Record<keyof KinesisInput, 'string' | 'number' | 'list'>> = {
  StreamName: 'string',
  StreamARN: 'string',
  PartitionKey: 'string',
  Data: 'string',
  ExplicitHashKey: 'string',
  Records: 'list',
  ShardId: 'string',
  ShardIterator: 'string',
  ShardIteratorType: 'string',
  StartingSequenceNumber: 'string',
  Timestamp: 'number',
  Limit: 'number',
  MaxResults: 'number',
  NextToken: 'string',
  ExclusiveStartShardId: 'string',
  ExclusiveStartStreamName: 'string',
};

/** The input in the body of a request; an `undefined` body was too large. */
export function kinesisInput(body: Buffer | undefined): KinesisInput {
  if (!body) throw invalidArgument('the request must hold up to 1 MiB on this machine');
  const input = parsed(body.toString());
  const wrong = isObject(input) ? wrongField(input) : 'the input';
  if (wrong === undefined) return input as KinesisInput;
  throw new KinesisError(
    'SerializationException',
    `${wrong} does not have the type that the service expects`,
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KinesisError('SerializationException', 'the request is not valid JSON');
  }
}

function wrongField(input: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(TYPES).find(([name, type]) => {
    const value = input[name];
    if (value === undefined) return false;
    if (type !== 'list') return typeof value !== type;
    return !Array.isArray(value) || value.some((item) => !isObject(item) || wrongField(item) !== undefined);
  })?.[0];
}
