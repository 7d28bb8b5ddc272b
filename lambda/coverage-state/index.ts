/**
 * What the two functions of a coverage share: its state, in a bucket that both write on conditions. It may know the protocol, and
 * neither of the two, nor the service.
 */
export * from './files';
export type { ObjectStore, StoredText, Timed } from './object-store';
export { emptyBucket, isBucketEmpty } from './s3-object-store';
export * from './state';
export { OvertakenError, StateFile } from './state-file';
export { isBucketGone, isStoreDenied, isStoreSilent, StoreError } from './store-error';
