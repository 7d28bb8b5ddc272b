import { bringUpToDate } from './bring-up-to-date';
import { createChannelFlow, deleteChannelFlow } from './operations';
import { findOwnFlows, isMadeBy, isOwnedBy, withOwner } from './ownership';
import { decodeChannelFlow, flowResult } from './properties';
import type { ChannelFlowProperties } from '../../src/private/protocol';
import { isConflict, LAG, NOT_VISIBLE_YET } from '../chime';
import { Failure, type Result, retry, type RetryPolicy, type Run } from '../protocol';

/** A duplicate of the same event may be running. */
const DUPLICATE_AT_WORK: RetryPolicy = { applies: isConflict, budget: () => 8_000 };

export async function onCreate(run: Run): Promise<Result> {
  const flow = decodeChannelFlow(run.request.ResourceProperties);
  // When Lambda repeats an event, an earlier delivery may have created the flow.
  const made = run.isDeliveredLate() ? await findMade(run, flow) : undefined;
  return flowResult(made ?? (await createOrAdopt(run, flow)));
}

/**
 * Creates a flow. If the service reports a conflict with a flow that this resource created earlier and lost track of,
 * adopts that flow.
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
      'if another flow has this name, choose another channelFlowName or remove that flow',
      error,
    );
  }
}

/** Adopts the flow of this name that this resource created earlier, if there is one. */
export async function adopt(run: Run, flow: ChannelFlowProperties): Promise<string | undefined> {
  const [own] = await findOwnFlows(run, flow.AppInstanceArn, flow.Name, (tags) =>
    isOwnedBy(run.request, tags),
  );
  if (own) await bringUpToDate(run, own, flow);
  return own;
}

/** The flow that this very request created, if there is one. */
async function findMade(run: Run, flow: ChannelFlowProperties): Promise<string | undefined> {
  const isMade = isMadeBy.bind(undefined, run.request, run.request.RequestId);
  const [made] = await findOwnFlows(run, flow.AppInstanceArn, flow.Name, isMade);
  return made;
}

async function createUnlessOwn(run: Run, flow: ChannelFlowProperties): Promise<string> {
  try {
    return await create(run, flow);
  } catch (error) {
    // A creation may find a retained flow of the same resource, which is not its own: see docs/adr/0005.
    const find = run.request.RequestType === 'Create' ? findMade : adopt;
    const own = isConflict(error) ? await find(run, flow) : undefined;
    if (own) return own;
    throw error;
  }
}

/** Creates the flow in one call, after which nothing can fail. If its response comes after the deadline, deletes the flow. */
async function create(run: Run, flow: ChannelFlowProperties): Promise<string> {
  const tags = withOwner(run.request, flow.Tags);
  const arn = await createChannelFlow(run, flow, run.request.RequestId, tags, {
    uninterrupted: true,
    // The service is not known to honor the token, so look for the flow first.
    recover: async () => {
      await run.sleep(LAG);
      return findMade(run, flow);
    },
  });
  if (run.signal.aborted) await deleteChannelFlow(run, arn, { uninterrupted: true });
  return arn;
}
