import { checkBearers } from './check-bearers';
import { putCoverageInForce } from './generation';
import { physicalIdOf } from './physical-id';
import { decodeCoverage } from './properties';
import type { Result, Run } from '../protocol';

/** Creates a coverage. Does not wait for its first sweep, which begins within a minute. */
export async function onCreate(run: Run): Promise<Result> {
  const { appInstanceArn, bucket, settings, isDetecting } = decodeCoverage(run.request.ResourceProperties);
  await checkBearers(run, appInstanceArn, settings.bearers);
  run.physicalResourceId = physicalIdOf(bucket); // from here on a failure may leave the state behind
  await putCoverageInForce(run, bucket, () => settings, isDetecting);
  return { PhysicalResourceId: run.physicalResourceId };
}
