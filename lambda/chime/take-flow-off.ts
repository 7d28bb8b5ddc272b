import { describeChannelFlowOf, disassociateChannelFlow } from './operations';
import { isAbsentOrForbidden, isConflict, isNotFound, isRefused, type ServiceError } from './service-error';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

const SETTLING: Patience = {
  applies: (error) => isConflict(error) || isAbsentOrForbidden(error),
  budget: () => 15_000,
};

/**
 * Takes a flow off a channel; another flow's association is left alone. The service does not say how it answers where
 * there is nothing to take off, so a refusal is judged by what the channel says of itself.
 *
 * @returns whether the service took it off, once the channel does not have the flow; or the refusal that leaves this open
 * @throws if the channel keeps the flow
 */
export async function takeFlowOff(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<boolean | ServiceError> {
  return retry(run, [SETTLING], async () => {
    try {
      await disassociateChannelFlow(run, association);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (!isConflict(error) && !isRefused(error)) throw error;
      const current = await currentFlow(run, association);
      if (current === association.ChannelFlowArn) throw error;
      return typeof current === 'object' ? current : false;
    }
  });
}

/** The flow of the channel, if any, or the refusal to tell. */
async function currentFlow(
  run: Run,
  { ChannelArn, ChimeBearer }: ChannelFlowAssociationProperties,
): Promise<string | ServiceError | undefined> {
  try {
    return await describeChannelFlowOf(run, ChannelArn, ChimeBearer);
  } catch (error) {
    if (isRefused(error)) return error;
    throw error;
  }
}
