/**
 * The state that the two functions of a coverage share, in a bucket that both write to conditionally. It may depend on the
 * protocol, but not on either function or on the service.
 */
export * from './files';
export type { ObjectStore, StoredText, Timed } from './object-store';
export { emptyBucket, isBucketEmpty } from './s3-object-store';
export * from './state';
export { OvertakenError, StateFile } from './state-file';
export { isBucketGone, isStoreDenied, isStoreSilent, StoreError } from './store-error';
