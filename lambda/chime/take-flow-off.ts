import { LAG } from './lag';
import { describeChannelFlowOf, disassociateChannelFlow } from './operations';
import { isAbsentOrForbidden, isConflict, isRefused, ServiceError } from './service-error';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import { retry, type RetryPolicy, type Run } from '../protocol';

const SETTLING: RetryPolicy = {
  applies: (error) => isConflict(error) || isAbsentOrForbidden(error),
  budget: () => 15_000,
};

/**
 * Disassociates a flow from a channel, and leaves another flow's association alone. The service does not document how it
 * responds if there is nothing to disassociate, and does not name what it did not find. So a refusal is judged by the flow
 * that the channel reports.
 *
 * @param wasRefused whether the service refused each of this bearer's attempts to associate the flow. If it also refuses to
 *   disassociate the flow, it did not associate it in between, so the flow that the channel reports needs no second look
 * @returns whether the service disassociated the flow, once the channel does not have it; or the refusal, if this stays
 *   unknown
 * @throws if the channel keeps the flow
 */
export async function takeFlowOff(
  run: Run,
  association: ChannelFlowAssociationProperties,
  wasRefused = false,
): Promise<boolean | ServiceError> {
  let isConfirmed = false;
  const attempt = async (): Promise<boolean | ServiceError> => {
    try {
      await disassociateChannelFlow(run, association);
      return true;
    } catch (error) {
      if (!isConflict(error) && !isRefused(error)) throw error;
      const current = await flowOfChannel(run, association);
      if (current === association.ChannelFlowArn) throw error;
      if (current instanceof ServiceError) return current;
      if (isConfirmed || (wasRefused && isAbsentOrForbidden(error))) return false;
    }
    isConfirmed = true;
    await run.sleep(LAG);
    return attempt();
  };
  return retry(run, [SETTLING], attempt);
}

/** The flow of a channel, if any, or the refusal to describe it. */
export async function flowOfChannel(
  run: Run,
  { ChannelArn, ChimeBearer }: Omit<ChannelFlowAssociationProperties, 'ChannelFlowArn'>,
): Promise<string | ServiceError | undefined> {
  try {
    return await describeChannelFlowOf(run, ChannelArn, ChimeBearer);
  } catch (error) {
    if (isRefused(error)) return error;
    throw error;
  }
}
