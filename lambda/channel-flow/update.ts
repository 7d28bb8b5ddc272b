import { bringUpToDate } from './bring-up-to-date';
import { adopt, createOrAdopt } from './create';
import { deleteCancelledCreation } from './delete-unknown';
import { decodeChannelFlow, decodeKnown } from './properties';
import { flowResult } from './result';
import type { ChannelFlowProperties } from '../../src/private/protocol/channel-flow-properties';
import { isChannelFlowGone } from '../chime/channel-flow-gone';
import { parseChannelFlowArn } from '../chime/chime-arn';
import { isAbsentOrForbidden, isRefused } from '../chime/service-error';
import type { Result } from '../protocol/handler';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

const NOT_VISIBLE_YET: Patience = { applies: isAbsentOrForbidden, budget: () => 15_000 };

/**
 * The flow's own ARN tells where it is, not the former properties: after a replacement that was cancelled, the rollback
 * comes with the ARN of the flow that was to be replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const desired = decodeChannelFlow(run.request.ResourceProperties);
  const former = decodeKnown(run.request.OldResourceProperties);
  const arn = run.request.PhysicalResourceId;
  if (parseChannelFlowArn(arn)?.appInstanceArn !== desired.AppInstanceArn) {
    return replace(run, desired);
  }
  if (former.AppInstanceArn === desired.AppInstanceArn) {
    return flowResult(await change(run, arn, desired, former));
  }
  const result = flowResult(await change(run, arn, desired, {}));
  await deleteCancelledCreation(run, former);
  return result;
}

/** A flow in another app instance; CloudFormation deletes the old one in its own time, or comes back to it. */
async function replace(run: Run, desired: ChannelFlowProperties): Promise<Result> {
  return flowResult((await adopt(run, desired)) ?? (await createOrAdopt(run, desired)));
}

/** Changes the flow where it is, or makes it again if somebody deleted it. */
async function change(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  former: Partial<ChannelFlowProperties>,
): Promise<string> {
  try {
    await bringUpToDate(run, arn, desired, former);
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (await isChannelFlowGone(run, arn)) return createOrAdopt(run, desired);
    await retry(run, [NOT_VISIBLE_YET], async () => bringUpToDate(run, arn, desired, former));
  }
  return arn;
}
