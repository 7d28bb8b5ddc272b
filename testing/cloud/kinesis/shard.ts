import { invalidArgument } from './kinesis-error';

/** A record as it is stored. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** The key that it was encrypted with, which is not always that of the stream; `undefined` if it is not encrypted. */
  readonly keyArn: string | undefined;
}

/** Where to begin to read. */
export type Position =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string }
  /** In milliseconds since the epoch. */
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: number };

/** The hash keys that belong to a shard, both ends included. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

const PREFIX = '4959';
const DIGITS = 56;

/** Before the first record of every shard. */
export const BEGINNING = sequenceNumberOf(0);

/** The records of a range of hash keys, in the order in which they came. */
export class Shard {
  /** The number before the first that the shard can have. */
  public readonly opensAfter: string;
  /** The last number that it can have; `undefined` as long as records are written to it. */
  public closedAt: string | undefined;
  private records: ShardRecord[] = [];

  public constructor(
    public readonly id: string,
    public readonly range: HashRange,
    count: number,
    /** The closed shards whose hash keys it took over. */
    public readonly parents: readonly Shard[] = [],
  ) {
    this.opensAfter = sequenceNumberOf(count);
  }

  public add(record: ShardRecord): void {
    this.records.push(record);
  }

  /** Forgets the records that came before a time. */
  public trim(before: number): void {
    const kept = this.records.findIndex(({ arrivedAt }) => arrivedAt >= before);
    this.records.splice(0, kept < 0 ? this.records.length : kept);
  }

  /** The records that follow a sequence number. */
  public after(sequenceNumber: string, limit: number): ShardRecord[] {
    let first = 0;
    for (let end = this.records.length; first < end;) {
      const middle = Math.floor((first + end) / 2);
      if (this.records[middle]!.sequenceNumber > sequenceNumber) end = middle;
      else first = middle + 1;
    }
    return this.records.slice(first, first + limit);
  }

  /** The sequence number after which a position is. */
  public startOf(position: Position): string {
    switch (position.type) {
      case 'TRIM_HORIZON':
        return BEGINNING;
      case 'LATEST':
        return this.records.at(-1)?.sequenceNumber ?? this.opensAfter;
      case 'AFTER_SEQUENCE_NUMBER':
        return checked(position.sequenceNumber);
      case 'AT_SEQUENCE_NUMBER':
        return sequenceNumberOf(Number(checked(position.sequenceNumber).slice(PREFIX.length)) - 1);
      case 'AT_TIMESTAMP': {
        const { timestamp } = position;
        const earlier = this.records.filter(({ arrivedAt }) => arrivedAt < timestamp);
        return earlier.at(-1)?.sequenceNumber ?? BEGINNING;
      }
    }
  }
}

/** The sequence number of the n-th record of a stream: as long as the service's, so that they compare as texts. */
export function sequenceNumberOf(count: number): string {
  return PREFIX + String(count).padStart(DIGITS - PREFIX.length, '0');
}

function checked(sequenceNumber: string): string {
  const isOne = sequenceNumber.length === DIGITS && /^\d+$/.test(sequenceNumber);
  if (isOne && sequenceNumber.startsWith(PREFIX)) return sequenceNumber;
  throw invalidArgument(`StartingSequenceNumber ${sequenceNumber} is not one of the stream`);
}
