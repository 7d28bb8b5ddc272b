import { bringUpToDate } from './bring-up-to-date';
import { createChannelFlow, deleteChannelFlow } from './operations';
import { findOwnFlows, isOwnedBy, withOwner } from './ownership';
import { decodeChannelFlow } from './properties';
import { flowResult } from './result';
import type { ChannelFlowProperties } from '../../src/private/protocol/channel-flow-properties';
import { isAbsentOrForbidden, isConflict } from '../chime/service-error';
import { Failure } from '../protocol/failure';
import type { Result } from '../protocol/handler';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

/** A duplicate of the same event may be at work. */
const DUPLICATE_AT_WORK: Patience = { applies: isConflict, budget: () => 8_000 };

/** The app instance may have been made a moment ago. */
const NOT_VISIBLE_YET: Patience = { applies: isAbsentOrForbidden, budget: () => 15_000 };

export async function onCreate(run: Run): Promise<Result> {
  return flowResult(await createOrAdopt(run, decodeChannelFlow(run.request.ResourceProperties)));
}

/**
 * Creates a flow. Where the service sees a conflict with one that this resource made before and lost sight of, that one
 * is taken.
 *
 * @returns its ARN
 */
export async function createOrAdopt(run: Run, flow: ChannelFlowProperties): Promise<string> {
  try {
    return await retry(run, [DUPLICATE_AT_WORK, NOT_VISIBLE_YET], async () => createUnlessOwn(run, flow));
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Failure(
      error.message,
      'the app instance may have another flow of this name: give this one another channelFlowName or remove the other',
      error,
    );
  }
}

/** Takes the flow of this name that this resource made before, if there is one. */
export async function adopt(run: Run, flow: ChannelFlowProperties): Promise<string | undefined> {
  const [own] = await findOwnFlows(run, flow.AppInstanceArn, flow.Name, (tags) =>
    isOwnedBy(run.request, tags),
  );
  if (own) await bringUpToDate(run, own, flow, {});
  return own;
}

async function createUnlessOwn(run: Run, flow: ChannelFlowProperties): Promise<string> {
  try {
    return await create(run, flow);
  } catch (error) {
    const own = isConflict(error) ? await adopt(run, flow) : undefined;
    if (own) return own;
    throw error;
  }
}

/** Nothing comes after the one call that could fail; if its answer comes after the deadline, the flow is deleted. */
async function create(run: Run, flow: ChannelFlowProperties): Promise<string> {
  const tags = withOwner(run.request, flow.Tags);
  const arn = await createChannelFlow(run, flow, run.request.RequestId, tags, { uninterrupted: true });
  if (run.signal.aborted) await deleteChannelFlow(run, arn, { uninterrupted: true });
  return arn;
}
