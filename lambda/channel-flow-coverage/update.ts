import { checkBearers } from './check-bearers';
import { putCoverageInForce } from './generation';
import { bucketOf } from './physical-id';
import { type Coverage, decodeCoverage, decodeKnown } from './properties';
import { isRefused } from '../chime';
import type { CoverageSettings } from '../coverage-state';
import { Failure, type Result, type Run } from '../protocol';

/**
 * Puts the desired settings in force. The state shows which flow there was before: a change that CloudFormation canceled may have
 * gotten that far, and the channels that it has begun to move are moved back.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const { PhysicalResourceId, ResourceProperties, OldResourceProperties } = run.request;
  const desired = decodeCoverage(ResourceProperties);
  const former = decodeKnown(OldResourceProperties);
  checkBucket(desired, PhysicalResourceId);
  await checkNewBearers(run, desired, former);
  const settingsAfter = (found: CoverageSettings | undefined) =>
    successor(desired, found ?? former?.settings);
  await putCoverageInForce(run, desired.bucket, settingsAfter, desired.isDetecting);
  return { PhysicalResourceId };
}

/** CloudFormation removes the permissions on a former bucket before the bucket can be emptied. */
function checkBucket(desired: Coverage, physicalId: string): void {
  const bucket = bucketOf(physicalId);
  if (desired.bucket === bucket) return;
  throw new Failure(
    `the bucket of the coverage must stay ${bucket}, got ${desired.bucket}`,
    'restore its name, or give the coverage a new construct id, which creates a new coverage',
  );
}

/** A rollback keeps the former bearers. If one of them is no longer an admin, the sweep reports that. */
async function checkNewBearers(run: Run, desired: Coverage, former: Coverage | undefined): Promise<void> {
  const known = former?.settings.bearers ?? [];
  const bearers = desired.settings.bearers.filter((bearer) => !known.includes(bearer));
  try {
    await checkBearers(run, desired.appInstanceArn, bearers);
  } catch (error) {
    if (!isRefused((error as Error).cause) || !(await run.isRollingBack())) throw error;
    run.log('check', 'failed', error as Error);
  }
}

/** The desired settings, with the flows of this app instance that the coverage had before. */
function successor(
  { appInstanceArn, settings }: Coverage,
  former: CoverageSettings | undefined,
): CoverageSettings {
  const flows = new Set(former && [former.channelFlowArn, ...former.formerFlows]);
  flows.delete(settings.channelFlowArn);
  const formerFlows = [...flows].filter((flow) => flow.startsWith(`${appInstanceArn}/`));
  return { ...settings, formerFlows };
}
