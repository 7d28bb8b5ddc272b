import { createHash } from 'node:crypto';
import { Shard, sequenceNumberOf, type HashRange, type ShardRecord } from './shard';

/** The settings of a stream. */
export interface StreamDefinition {
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** @default 4 for an on-demand stream, otherwise 1 */
  readonly shardCount?: number;
  readonly retentionHours: number;
  /** The id, ARN, or alias of the key that encrypts the stream; `undefined` if it is not encrypted. */
  readonly keyId?: string;
}

/** A record as a producer writes it. */
export interface NewRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly explicitHashKey?: string;
}

/** The context of a stream. */
export interface LocalStreamOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns the ARN of a key by its id, ARN, or alias. */
  readonly keyArnOf: (keyId: string) => string;
}

/** The location of a stored record. */
export interface Stored {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

const HASH_KEYS = 2n ** 128n;
const HOUR = 3_600_000;
const ON_DEMAND_SHARDS = 4;

/** A stream: records in shards, kept for a limited time. */
export class LocalStream {
  private readonly all: Shard[] = [];
  private readonly listeners = new Set<() => void>();
  private count = 0;

  public constructor(
    public readonly arn: string,
    public readonly createdAt: number,
    /** The current settings, which `update` changes. */
    public definition: StreamDefinition,
    private readonly options: LocalStreamOptions,
  ) {
    this.open(shardCountOf(definition));
  }

  public get name(): string {
    return this.arn.split(':stream/')[1]!;
  }

  /** The key that encrypts new records; `undefined` if they are not encrypted. */
  public get keyArn(): string | undefined {
    const { keyId } = this.definition;
    return keyId === undefined ? undefined : this.options.keyArnOf(keyId);
  }

  /** The shards, including closed ones, which only hold records from before the last change of their number. */
  public get shards(): readonly Shard[] {
    const horizon = this.options.now() - this.definition.retentionHours * HOUR;
    for (const shard of this.all) shard.trim(horizon);
    return this.all;
  }

  public get openShards(): readonly Shard[] {
    return this.all.filter(({ closedAt }) => closedAt === undefined);
  }

  /** Changes a stream; a different number of shards closes the existing ones and opens new ones. */
  public update(definition: StreamDefinition): void {
    this.definition = definition;
    const wanted = definition.mode === 'ON_DEMAND' ? this.openShards.length : shardCountOf(definition);
    if (wanted !== this.openShards.length) this.open(wanted);
  }

  public put({ partitionKey, data, explicitHashKey }: NewRecord): Stored {
    const key = explicitHashKey === undefined ? hashKeyOf(partitionKey) : BigInt(explicitHashKey);
    const shard = this.openShards.find(({ range }) => range.from <= key && key <= range.to)!;
    const sequenceNumber = sequenceNumberOf(++this.count);
    const { keyArn } = this;
    shard.add({ sequenceNumber, partitionKey, data, arrivedAt: this.options.now(), keyArn });
    this.tell();
    return { shardId: shard.id, sequenceNumber };
  }

  /** Calls a listener when there are new records to read; returns a function that removes the listener. */
  public listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private open(count: number): void {
    const former = this.openShards;
    for (const shard of former) shard.closedAt = sequenceNumberOf(this.count);
    for (const range of ranges(count)) {
      const id = `shardId-${String(this.all.length).padStart(12, '0')}`;
      const parents = former.filter((shard) => shard.range.from <= range.to && range.from <= shard.range.to);
      this.all.push(new Shard(id, range, this.count, parents));
    }
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** How far a reader that continues with this record is behind the newest one, in milliseconds. */
export function lag(next: ShardRecord | undefined, now: number): number {
  return next === undefined ? 0 : Math.max(0, now - next.arrivedAt);
}

export function isHashKey(text: string): boolean {
  return /^\d+$/.test(text) && BigInt(text) < HASH_KEYS;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

function shardCountOf({ mode, shardCount }: StreamDefinition): number {
  return mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : (shardCount ?? 1);
}

/** The range of all hash keys, divided into equal parts. */
function ranges(count: number): HashRange[] {
  const bound = (index: number): bigint => (HASH_KEYS * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({ from: bound(index), to: bound(index + 1) - 1n }));
}
