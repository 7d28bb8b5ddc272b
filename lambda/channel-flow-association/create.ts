import { physicalIdOf } from './physical-id';
import { decodeAssociation } from './properties';
import { putFlowOnChannel } from './put-flow-on-channel';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import { isConflict, isDenied, isRefused } from '../chime/service-error';
import type { Result } from '../protocol/handler';
import type { Run } from '../protocol/run';

export async function onCreate(run: Run): Promise<Result> {
  const association = decodeAssociation(run.request.ResourceProperties);
  const notCreated = run.physicalResourceId;
  // From here on a failure may leave an association behind, save one in which the service said no.
  run.physicalResourceId = physicalIdOf(association.ChannelArn);
  try {
    return await associate(run, association);
  } catch (error) {
    const cause = (error as Error).cause;
    if (isRefused(cause) || isConflict(cause) || isDenied(cause)) run.physicalResourceId = notCreated;
    throw error;
  }
}

/** Associates, and gives the answer for it. */
export async function associate(
  run: Run,
  association: ChannelFlowAssociationProperties,
  expected?: string,
): Promise<Result> {
  await putFlowOnChannel(run, association, expected);
  return { PhysicalResourceId: physicalIdOf(association.ChannelArn) };
}
