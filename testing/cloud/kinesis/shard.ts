import { invalidArgument } from './kinesis-error';

/** A stored record. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /**
   * The key that encrypted the record, which may differ from the stream's current key; `undefined` if it is not
   * encrypted.
   */
  readonly keyArn: string | undefined;
}

/** Where to start reading. */
export type Position =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string }
  /** In milliseconds since the epoch. */
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: number };

/** The hash keys that belong to a shard, including both ends. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

const PREFIX = '4959';
const DIGITS = 56;

/** The position before the first record of every shard. */
export const BEGINNING = sequenceNumberOf(0);

/** The records of a range of hash keys, in the order of arrival. */
export class Shard {
  /** The sequence number just before the first one that the shard can have. */
  public readonly opensAfter: string;
  /** The last sequence number that it can have; `undefined` while records can still be written to it. */
  public closedAt: string | undefined;
  private records: ShardRecord[] = [];

  public constructor(
    public readonly id: string,
    public readonly range: HashRange,
    count: number,
    /** The closed shards that it replaced. */
    public readonly parents: readonly Shard[] = [],
  ) {
    this.opensAfter = sequenceNumberOf(count);
  }

  public add(record: ShardRecord): void {
    this.records.push(record);
  }

  /** Drops the records from before a time. */
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

  /** The sequence number that precedes a position. */
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

/**
 * The sequence number of a stream's n-th record. It has the length of the service's, so that numbers compare as text.
 */
export function sequenceNumberOf(count: number): string {
  return PREFIX + String(count).padStart(DIGITS - PREFIX.length, '0');
}

function checked(sequenceNumber: string): string {
  const isOne = sequenceNumber.length === DIGITS && /^\d+$/.test(sequenceNumber);
  if (isOne && sequenceNumber.startsWith(PREFIX)) return sequenceNumber;
  throw invalidArgument(`StartingSequenceNumber ${sequenceNumber} is not one of the stream`);
}
