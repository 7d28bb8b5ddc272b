import type { EventPattern } from '../events';
import type { Position } from '../kinesis';

/** The settings of an event source mapping. */
export interface EventSourceMappingDefinition {
  /** A name or an ARN, with or without a qualifier. */
  readonly functionReference: string;
  readonly streamArn: string;
  readonly enabled: boolean;
  readonly startingPosition: Position;
  /** The maximum number of records per invocation. */
  readonly batchSize: number;
  /** How long to wait for a full batch, in milliseconds. */
  readonly batchingWindow: number;
  /** If there are any, a record must match at least one. */
  readonly filters: readonly EventPattern[];
  /** Older records are discarded; in milliseconds. */
  readonly maximumRecordAge: number;
  readonly maximumRetryAttempts: number;
  /** Whether to split a failed batch in two. */
  readonly bisects: boolean;
  /** Whether the function reports which records failed. */
  readonly reportsItemFailures: boolean;
  /** How many batches of a shard to process at a time. */
  readonly parallelizationFactor: number;
  /** The ARN of the destination for discarded records. */
  readonly onFailure: string | undefined;
}
