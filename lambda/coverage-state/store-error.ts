import { errorFields } from '../../processor/error';
import { isLostResponse } from '../../processor/response';
import { describeCause, Failure } from '../protocol';

/** The parts of an AWS SDK error that are used. */
interface Cause extends Error {
  readonly $metadata?: { readonly requestId?: string };
}

/** A call to Amazon S3 that failed. */
export class StoreError extends Failure {
  constructor(
    readonly operation: string,
    bucket: string,
    override readonly cause: Cause,
  ) {
    super(
      `${operation} in bucket ${bucket} failed with ${describeCause(cause)}`,
      adviceOn(operation, errorFields(cause).name),
      cause,
    );
  }

  override get requestId(): string | undefined {
    return this.cause.$metadata?.requestId;
  }
}

function adviceOn(operation: string, name: string): string {
  if (name === 'AccessDenied') {
    const action = operation === 'ListObjectsV2' ? 'ListBucket' : operation;
    return `allow s3:${action} in the function's role, and the use of the bucket's key if it has one`;
  }
  if (name === 'NoSuchBucket') return 'deploy the bucket again';
  if (isAboutKey(name)) {
    return "check that the bucket's key exists and is enabled; if it is gone for good, delete the bucket before the coverage";
  }
  return 'try again; if it keeps failing, see the AWS Health Dashboard';
}

/** The bucket's key cannot be used: it is disabled, about to be deleted, or missing, as a new alias may also be. */
function isAboutKey(name: string): boolean {
  return name.startsWith('KMS.');
}

/** IAM, the bucket or its key denied the call, for good or because a new policy has not reached the service yet. */
export function isStoreDenied(error: unknown): boolean {
  return error instanceof StoreError && (error.name === 'AccessDenied' || isAboutKey(error.name));
}

/** No complete response came, or the store asked to wait. */
export function isStoreSilent(error: unknown): boolean {
  return error instanceof StoreError && isLostResponse(error.cause);
}

export function isBucketGone(error: unknown): boolean {
  return error instanceof StoreError && error.name === 'NoSuchBucket';
}
