import { filtered } from './kinesis-event';
import type { EventSourceMappingDefinition } from './mapping-definition';
import type { Clock } from '../clock';
import { matchesPattern } from '../events';
import { hashKeyOf, type Shard, type ShardRecord } from '../kinesis';

/** The parts of its mapping that a reader needs. */
export interface ShardReaderOptions {
  readonly shard: Shard;
  /** The part of the partition keys to read; there are as many parts as batches are processed at a time. */
  readonly lane: number;
  /** The sequence number to start after. */
  readonly after: string;
  /** The current definition. */
  readonly definition: () => EventSourceMappingDefinition;
  readonly clock: Pick<Clock, 'now' | 'setTimeout'>;
  /** Whether the role may read the stream and decrypt these records. */
  readonly isReadable: (records: readonly ShardRecord[]) => boolean;
  /** Resolves with whether the records are done. */
  readonly process: (records: readonly ShardRecord[]) => Promise<boolean>;
  /** Called after each read. */
  readonly onProgress: () => void;
}

/** How often a shard with new records is read, in milliseconds. */
const INTERVAL = 1_000;

/** How often a stream that may not be read is tried again. */
const REFUSED_INTERVAL = 60_000;

/** The maximum number of records per read. */
const LARGEST_READ = 10_000;

/** Reads a shard, one batch after the other. It is idle while there is nothing to read. */
export class ShardReader {
  /** The sequence number of the last record that is done. */
  public after: string;
  private timer: { readonly due: number; clear(): void } | undefined;
  private isBusy = false;
  private isStopped = false;

  public constructor(private readonly options: ShardReaderOptions) {
    this.after = options.after;
  }

  public get shard(): Shard {
    return this.options.shard;
  }

  public get hasStopped(): boolean {
    return this.isStopped;
  }

  /** Whether the shard was read to its end. */
  public get isDone(): boolean {
    return this.shard.closedAt !== undefined && !this.isBusy && this.isUpToDate;
  }

  /** Tells the reader that there may be something to read. */
  public wake(): void {
    const { enabled, batchSize, batchingWindow } = this.options.definition();
    if (!enabled || this.isBusy || this.isStopped || this.isUpToDate) return;
    if (batchingWindow <= INTERVAL) return this.schedule(INTERVAL);
    this.schedule(this.matching.length < batchSize ? batchingWindow : INTERVAL);
  }

  /** Reads nothing more; an invocation in progress may finish. */
  public stop(): void {
    this.isStopped = true;
    this.timer?.clear();
  }

  private schedule(delay: number): void {
    const due = this.options.clock.now() + delay;
    if (this.timer && this.timer.due <= due) return;
    this.timer?.clear();
    const timer = this.options.clock.setTimeout(() => void this.read(), delay);
    this.timer = { due, clear: () => timer.clear() };
  }

  private async read(): Promise<void> {
    this.timer = undefined;
    const { enabled, batchSize } = this.options.definition();
    if (!enabled) return;
    const records = this.shard.after(this.after, LARGEST_READ);
    if (!this.options.isReadable(records)) return this.schedule(REFUSED_INTERVAL);
    this.isBusy = true;
    const { matching } = this;
    const batch = matching.slice(0, batchSize);
    // records that match no filter, or belong to other readers, are done as well
    const last = matching.length > batchSize ? batch.at(-1) : records.at(-1);
    const isDone = batch.length === 0 || (await this.options.process(batch));
    this.isBusy = false;
    if (this.isStopped || !isDone) return;
    this.after = last?.sequenceNumber ?? this.after;
    this.wake();
    this.options.onProgress();
  }

  private get isUpToDate(): boolean {
    return this.shard.after(this.after, 1).length === 0;
  }

  private get unread(): ShardRecord[] {
    const { lane } = this.options;
    const lanes = BigInt(this.options.definition().parallelizationFactor);
    const records = this.shard.after(this.after, LARGEST_READ);
    return records.filter(({ partitionKey }) => hashKeyOf(partitionKey) % lanes === BigInt(lane));
  }

  private get matching(): ShardRecord[] {
    const { filters } = this.options.definition();
    const matches = (record: ShardRecord) =>
      filters.some((pattern) => matchesPattern(pattern, filtered(record)));
    return filters.length === 0 ? this.unread : this.unread.filter(matches);
  }
}
