import type { EventPattern } from '../events';
import type { Position } from '../kinesis';

/** What can be set of an event source mapping. */
export interface EventSourceMappingDefinition {
  /** A name or an ARN, with or without qualifier. */
  readonly functionReference: string;
  readonly streamArn: string;
  readonly enabled: boolean;
  readonly startingPosition: Position;
  /** The most records of one invocation. */
  readonly batchSize: number;
  /** How long to wait for a batch to be full, in milliseconds. */
  readonly batchingWindow: number;
  /** A record must match one of them, if there are any. */
  readonly filters: readonly EventPattern[];
  /** Older records are discarded; in milliseconds. */
  readonly maximumRecordAge: number;
  readonly maximumRetryAttempts: number;
  /** Whether a batch that fails is split in two. */
  readonly bisects: boolean;
  /** Whether the function says which records failed. */
  readonly reportsItemFailures: boolean;
  /** How many batches of a shard are processed at a time. */
  readonly parallelizationFactor: number;
  /** The ARN of what is told of records that were discarded. */
  readonly onFailure: string | undefined;
}
