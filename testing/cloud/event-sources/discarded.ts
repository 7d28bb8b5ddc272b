import { randomUUID } from 'node:crypto';
import type { RecordSource } from './kinesis-event';
import type { ShardRecord } from '../kinesis';

/** Why records were discarded. */
export type DiscardReason = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/**
 * The record about discarded records that a destination receives.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function discardedRecord(
  records: readonly ShardRecord[],
  { streamArn, shardId }: RecordSource,
  functionArn: string,
  reason: DiscardReason,
  now: number,
): object {
  const [first, last] = [records[0]!, records.at(-1)!];
  return {
    requestContext: { requestId: randomUUID(), functionArn, condition: reason },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
      batchSize: records.length,
      streamArn,
    },
  };
}
