import { bringUpToDate, changeInPlace } from './bring-up-to-date';
import { adopt, createOrAdopt } from './create';
import { deleteCancelledCreation } from './delete';
import { decodeChannelFlow, decodeKnown, flowResult } from './properties';
import type { ChannelFlowProperties } from '../../src/private/protocol';
import { isChannelFlowGone, isRefused, NOT_VISIBLE_YET, parseChannelFlowArn } from '../chime';
import { type Result, retry, type Run } from '../protocol';

/**
 * The flow's own ARN, not its former properties, identifies it: after a canceled replacement, the rollback comes with the
 * ARN of the flow that would have been replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const desired = decodeChannelFlow(run.request.ResourceProperties);
  const former = decodeKnown(run.request.OldResourceProperties);
  const arn = run.request.PhysicalResourceId;
  if (parseChannelFlowArn(arn)?.appInstanceArn !== desired.AppInstanceArn) {
    return flowResult(await recreate(run, desired));
  }
  if (former.AppInstanceArn === desired.AppInstanceArn) {
    return flowResult(await change(run, arn, desired, async () => changeInPlace(run, arn, desired, former)));
  }
  const result = flowResult(await change(run, arn, desired, async () => bringUpToDate(run, arn, desired)));
  await deleteCancelledCreation(run, former);
  return result;
}

/**
 * Provides a flow in place of another: one in another app instance, which CloudFormation deletes in its own time, or one that
 * somebody deleted. The flow may already exist, if CloudFormation returns to it.
 */
async function recreate(run: Run, desired: ChannelFlowProperties): Promise<string> {
  return (await adopt(run, desired)) ?? (await createOrAdopt(run, desired));
}

/** Changes the flow in place, or creates it again if somebody deleted it. */
async function change(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  attempt: () => Promise<unknown>,
): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (await isChannelFlowGone(run, arn)) return recreate(run, desired);
    await retry(run, [NOT_VISIBLE_YET], async () => bringUpToDate(run, arn, desired));
  }
  return arn;
}
