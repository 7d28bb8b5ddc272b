import type { ShardRecord } from '../kinesis';

/** The origin of records, and the role that reads them. */
export interface RecordSource {
  readonly streamArn: string;
  readonly shardId: string;
  readonly roleArn: string | undefined;
}

/**
 * The event that a function is invoked with.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function kinesisEvent(records: readonly ShardRecord[], source: RecordSource): object {
  return { Records: records.map((record) => eventRecord(record, source)) };
}

function eventRecord(record: ShardRecord, { streamArn, shardId, roleArn }: RecordSource): object {
  return {
    kinesis: { ...metadata(record), data: record.data.toString('base64') },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: streamArn.split(':')[3],
    eventSourceARN: streamArn,
  };
}

/** The record as filters see it: the data, parsed if it is JSON, otherwise as text, and the stream's metadata. */
export function filtered(record: ShardRecord): object {
  const text = record.data.toString();
  try {
    return { ...metadata(record), data: JSON.parse(text) as unknown };
  } catch {
    return { ...metadata(record), data: text };
  }
}

function metadata({ partitionKey, sequenceNumber, arrivedAt }: ShardRecord): object {
  return {
    kinesisSchemaVersion: '1.0',
    partitionKey,
    sequenceNumber,
    approximateArrivalTimestamp: arrivedAt / 1000,
  };
}
