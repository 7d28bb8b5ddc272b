/** Amazon S3: buckets, and objects that can be written on a condition. It may know HTTP, IAM and KMS, and no other service. */
export { type BucketKey, LocalS3 } from './local-s3';
export { S3Api } from './s3-api';
