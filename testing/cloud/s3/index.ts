/**
 * Amazon S3: buckets, and objects that can be written conditionally. It can import HTTP, IAM, and KMS, but no other
 * service.
 */
export { type BucketKey, LocalS3 } from './local-s3';
export { S3Api } from './s3-api';
