import { checkBearers } from './check-bearers';
import { putInForce, withBucket } from './generation';
import { physicalIdOf } from './physical-id';
import { decodeCoverage } from './properties';
import { stateFileOf } from '../coverage-state';
import type { Result, Run } from '../protocol';

/** Creates a coverage, whose first sweep begins within a minute: it is not waited for. */
export async function onCreate(run: Run): Promise<Result> {
  const { appInstanceArn, bucket, settings } = decodeCoverage(run.request.ResourceProperties);
  await checkBearers(run, appInstanceArn, settings.bearers);
  run.physicalResourceId = physicalIdOf(bucket); // from here on a failure may leave the state behind
  await withBucket(run, async () => putInForce(run, stateFileOf(bucket), () => settings));
  return { PhysicalResourceId: run.physicalResourceId };
}
