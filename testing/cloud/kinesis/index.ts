/**
 * Amazon Kinesis Data Streams: streams of records, and their API. It can import HTTP, IAM, and AWS KMS, but no other
 * service.
 */
export { KinesisApi } from './kinesis-api';
export { LocalKinesis } from './local-kinesis';
export { hashKeyOf, LocalStream, type StreamDefinition } from './local-stream';
export type { Position, Shard, ShardRecord } from './shard';
export { StreamKeys } from './stream-keys';
