/** Amazon Kinesis Data Streams: streams of records, and their API. It may know HTTP, IAM and AWS KMS, and no other service. */
export { KinesisApi } from './kinesis-api';
export { LocalKinesis } from './local-kinesis';
export { hashKeyOf, LocalStream, type StreamDefinition } from './local-stream';
export type { Position, Shard, ShardRecord } from './shard';
export { StreamKeys } from './stream-keys';
