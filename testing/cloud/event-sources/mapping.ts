import { BatchInvoker } from './batch-invoker';
import { discardedRecord, type DiscardReason } from './discarded';
import { kinesisEvent, type RecordSource } from './kinesis-event';
import type { EventSourceMappingDefinition } from './mapping-definition';
import { ShardReader } from './shard-reader';
import type { Clock } from '../clock';
import type { LocalStream, Shard, ShardRecord } from '../kinesis';
import type { LocalLambda } from '../lambda';

/** The services that a mapping needs. */
export interface MappingOptions {
  readonly clock: Pick<Clock, 'now' | 'setTimeout' | 'sleep'>;
  readonly lambda: LocalLambda;
  readonly stream: LocalStream;
  /** The current role of the function. */
  readonly roleArn: () => string | undefined;
  /** Whether that role may read the stream and decrypt these records. */
  readonly isReadable: (records: readonly ShardRecord[]) => boolean;
  /** Sends a record about discarded records to a destination on behalf of the function. */
  readonly deliver: (destinationArn: string, record: object) => void;
}

/**
 * Delivers the records of a stream to a function, with readers for each shard: one for each batch that is processed at
 * a time.
 */
export class Mapping {
  private readers: ShardReader[] = [];
  private readonly stopListening: () => void;
  private isStopped = false;

  public constructor(
    private current: EventSourceMappingDefinition,
    private readonly options: MappingOptions,
  ) {
    const { stream } = options;
    for (const shard of stream.shards) this.read(shard, shard.startOf(current.startingPosition));
    this.stopListening = stream.listen(() => this.proceed());
    this.proceed();
  }

  public get definition(): EventSourceMappingDefinition {
    return this.current;
  }

  /** Changes the mapping, which continues where it was. */
  public update(definition: EventSourceMappingDefinition): void {
    const isDividedAnew = definition.parallelizationFactor !== this.current.parallelizationFactor;
    this.current = definition;
    if (isDividedAnew) this.divide();
    this.proceed();
  }

  /** Stops reading, and retries no batch. */
  public stop(): void {
    this.isStopped = true;
    this.stopListening();
    for (const reader of this.readers) reader.stop();
  }

  /** Lets all readers continue that can: a shard waits until the shards that it replaced have been read. */
  private proceed(): void {
    if (this.isStopped) return;
    for (const shard of this.options.stream.shards) {
      if (this.readersOf(shard).length === 0) this.read(shard, shard.startOf({ type: 'TRIM_HORIZON' }));
    }
    for (const reader of this.readers) {
      const before = reader.shard.parents.flatMap((parent) => this.readersOf(parent));
      if (before.every(({ isDone }) => isDone)) reader.wake();
    }
  }

  /** Replaces the readers of each shard; the new ones start at the position of the reader that was furthest behind. */
  private divide(): void {
    const former = this.readers;
    this.readers = [];
    for (const shard of new Set(former.map((reader) => reader.shard))) {
      const [last] = former.flatMap((reader) => (reader.shard === shard ? reader.after : [])).sort();
      this.read(shard, last!);
    }
    for (const reader of former) reader.stop();
  }

  private read(shard: Shard, after: string): void {
    const { parallelizationFactor } = this.current;
    for (let lane = 0; lane < parallelizationFactor; lane++) {
      const reader: ShardReader = new ShardReader({
        shard,
        lane,
        after,
        definition: () => this.current,
        clock: this.options.clock,
        isReadable: this.options.isReadable,
        process: (records) => this.invokerFor(shard, () => reader.hasStopped).process(records),
        onProgress: () => this.proceed(),
      });
      this.readers.push(reader);
    }
  }

  private readersOf(shard: Shard): ShardReader[] {
    return this.readers.filter((reader) => reader.shard === shard);
  }

  private invokerFor(shard: Shard, hasStopped: () => boolean): BatchInvoker {
    const source = () => ({
      streamArn: this.options.stream.arn,
      shardId: shard.id,
      roleArn: this.options.roleArn(),
    });
    return new BatchInvoker({
      definition: () => this.current,
      clock: this.options.clock,
      invoke: (records) => this.invoke(records, source()),
      discard: (records, reason) => this.discard(records, source(), reason),
      isStopped: () => hasStopped() || !this.current.enabled,
    });
  }

  private async invoke(
    records: readonly ShardRecord[],
    source: RecordSource,
  ): Promise<{ payload: unknown } | undefined> {
    const { lambda } = this.options;
    const event = kinesisEvent(records, source);
    const { payload, functionError } = await lambda.invoke(this.current.functionReference, event);
    return functionError === undefined ? { payload } : undefined;
  }

  private discard(records: readonly ShardRecord[], source: RecordSource, reason: DiscardReason): void {
    const { onFailure, functionReference } = this.current;
    if (onFailure === undefined) return;
    const now = this.options.clock.now();
    this.options.deliver(onFailure, discardedRecord(records, source, functionReference, reason, now));
  }
}
