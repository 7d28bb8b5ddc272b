import { putCoverageInForce, withBucket } from './generation';
import { bucketOf, NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { emptyBucket, isBucketEmpty, isBucketGone, isStoreDenied } from '../coverage-state';
import { cleanUpAfterOvertaken, type Run } from '../protocol';

/** Ends a coverage. Its channels keep the flow: whether they lose it is up to anyone who deletes the flow. */
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
 * Removes what a creation that CloudFormation canceled has left, and may still be working on. What is written for the
 * deletion keeps that creation from writing after that, so it stays until the creation must have ended.
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

/** Puts in force that nothing is done anymore. A creation that was not allowed to write does not need this. */
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
