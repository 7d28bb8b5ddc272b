import type { DiscardReason } from './discarded';
import { firstFailure } from './item-failures';
import type { EventSourceMappingDefinition } from './mapping-definition';
import type { ShardRecord } from '../kinesis';

/** The context for processing a batch. */
export interface BatchInvokerOptions {
  /** The current definition, which can change while records are being processed. */
  readonly definition: () => EventSourceMappingDefinition;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  /** Resolves with the function's return value, or with `undefined` if it failed. @throws if it was not invoked */
  readonly invoke: (records: readonly ShardRecord[]) => Promise<{ readonly payload: unknown } | undefined>;
  readonly discard: (records: readonly ShardRecord[], reason: DiscardReason) => void;
  /** Whether processing must stop. */
  readonly isStopped: () => boolean;
}

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 60_000;

/** Invokes a function with a batch until it succeeds or the batch is discarded. */
export class BatchInvoker {
  public constructor(private readonly options: BatchInvokerOptions) {}

  /** Resolves with whether the records are done: `false` if the mapping was stopped first. */
  public async process(records: readonly ShardRecord[]): Promise<boolean> {
    let rest = records;
    let delay = FIRST_DELAY;
    let failures = 0;
    for (;;) {
      rest = this.discardOld(rest);
      if (rest.length === 0) return true;
      if (this.options.isStopped()) return false;
      const failedAt = await this.attempt(rest);
      if (failedAt === undefined) return true;
      const { bisects, maximumRetryAttempts } = this.options.definition();
      if (failedAt !== 'throttled') {
        rest = rest.slice(failedAt);
        if (bisects && rest.length > 1) return this.bisect(rest);
        if (++failures > maximumRetryAttempts) return this.giveUp(rest);
      }
      await this.options.clock.sleep(delay);
      delay = Math.min(2 * delay, LONGEST_DELAY);
    }
  }

  /** Each half has its own retries. */
  private async bisect(records: readonly ShardRecord[]): Promise<boolean> {
    const middle = Math.ceil(records.length / 2);
    const isDone = await this.process(records.slice(0, middle));
    return isDone && (await this.process(records.slice(middle)));
  }

  private giveUp(records: readonly ShardRecord[]): true {
    this.options.discard(records, 'RetryAttemptsExhausted');
    return true;
  }

  /** The index of the first record that failed; `undefined` if none did. */
  private async attempt(records: readonly ShardRecord[]): Promise<number | 'throttled' | undefined> {
    const result = await this.options.invoke(records).catch(() => 'throttled' as const);
    if (result === 'throttled') return result;
    if (result === undefined) return 0;
    if (!this.options.definition().reportsItemFailures) return undefined;
    const sequenceNumbers = records.map(({ sequenceNumber }) => sequenceNumber);
    return firstFailure(result.payload, sequenceNumbers);
  }

  private discardOld(records: readonly ShardRecord[]): readonly ShardRecord[] {
    const oldest = this.options.clock.now() - this.options.definition().maximumRecordAge;
    const young = records.filter(({ arrivedAt }) => arrivedAt >= oldest);
    const old = records.filter(({ arrivedAt }) => arrivedAt < oldest);
    if (old.length > 0) this.options.discard(old, 'RecordAgeExceeded');
    return young;
  }
}
