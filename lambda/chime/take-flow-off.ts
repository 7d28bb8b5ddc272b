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
 * Disassociates a flow from a channel; another flow's association is left alone. The service does not say how it responds where
 * there is nothing to disassociate, nor what it is that it does not find, so a refusal is judged by what the channel says of
 * itself.
 *
 * @param wasRefused whether the service refused this bearer to associate the flow, for as long as that was tried: if it refuses to
 *   disassociate it as well, it did not associate it in between, and what the channel says need not be confirmed once more
 * @returns whether the service disassociated it, once the channel does not have the flow; or the refusal that leaves this open
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

/** The flow of a channel, if any, or the refusal to tell. */
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
