import { putCoverageInForce, withBucket } from './generation';
import { bucketOf, NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { emptyBucket, isBucketEmpty, isBucketGone, isStoreDenied } from '../coverage-state';
import { cleanUpAfterOvertaken, type Run } from '../protocol';

/** Ends a coverage. Its channels keep the flow: whoever deletes the flow decides whether they lose it. */
export async function onDelete(run: Run): Promise<void> {
  const { PhysicalResourceId, ResourceProperties } = run.request;
  const bucket = bucketOf(PhysicalResourceId);
  if (bucket) return remove(run, bucket);
  const desired = decodeKnown(ResourceProperties)?.bucket;
  if (!desired) return;
  // Another delivery of a creation that failed may have gotten further than the one that responded.
  await (PhysicalResourceId.startsWith(NOT_CREATED) ? remove : removeCancelled)(run, desired);
}

/**
 * Cleans up after a creation that CloudFormation canceled and that may still be running. The state that the deletion
 * writes keeps that creation from writing later, so it stays until the creation must have ended.
 */
async function removeCancelled(run: Run, bucket: string): Promise<void> {
  await unlessBucketIsGone(async () => {
    await stop(run, bucket);
    await cleanUpAfterOvertaken(run, async () => 'nothing');
  });
  await remove(run, bucket);
}

async function remove(run: Run, bucket: string): Promise<void> {
  await unlessBucketIsGone(async () => {
    await stop(run, bucket);
    await withBucket(run, async () => emptyBucket(bucket));
  });
}

/** Puts a generation without settings in force. A creation that was not allowed to write does not need this. */
async function stop(run: Run, bucket: string): Promise<void> {
  try {
    await putCoverageInForce(run, bucket, () => undefined);
  } catch (error) {
    if (!isStoreDenied(error) || !(await isBucketEmpty(bucket))) throw error;
  }
}

async function unlessBucketIsGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isBucketGone(error)) throw error;
  }
}
