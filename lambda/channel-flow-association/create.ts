import { type AssociationId, physicalIdOf, refusedIdOf } from './physical-id';
import { decodeAssociation } from './properties';
import { putFlowOnChannel } from './put-flow-on-channel';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import { flowOfChannel, isConflict, isDenied, isRefused, ServiceError } from '../chime';
import type { Result, Run } from '../protocol';

/** Nothing shows which resource an association belongs to, so a move to another stack can only be logged: see docs/adr/0009. */
const SAME_FLOW =
  'the channel already has this flow: if an association in another stack associated it, deleting that association disassociates it';

export async function onCreate(run: Run): Promise<Result> {
  const association = decodeAssociation(run.request.ResourceProperties);
  let id: AssociationId | undefined;
  try {
    // From here on, a failure may leave an association behind, unless the service refused.
    return await createAssociation(run, association, (announced) => {
      id = announced;
      run.physicalResourceId = physicalIdOf(id);
    });
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    const isNo = isRefused(cause) || isConflict(cause) || isDenied(cause);
    if (id && isNo) run.physicalResourceId = refusedIdOf(id);
    throw error;
  }
}

/**
 * Associates a channel that this resource did not manage before. The physical id records which flow the channel had, so that
 * a rollback can restore it.
 *
 * @param announce called with the contents of the physical id, before anything is changed
 */
export async function createAssociation(
  run: Run,
  association: ChannelFlowAssociationProperties,
  announce: (id: AssociationId) => void = () => {},
): Promise<Result> {
  const displaced = await findDisplaced(run, association);
  const id = { channelArn: association.ChannelArn, displaced };
  announce(id);
  await putFlowOnChannel(run, association, displaced);
  return { PhysicalResourceId: physicalIdOf(id) };
}

/**
 * The flow that is displaced, if any. A channel that the service does not show to the bearer, for example because it was
 * created a moment ago, counts as having none.
 */
async function findDisplaced(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<string | undefined> {
  const current = await flowOfChannel(run, association);
  if (current === undefined || current instanceof ServiceError) return undefined;
  // A rollback that returns to a channel returns to its earlier physical id, which most likely names no displaced flow.
  if (run.request.RequestType === 'Update' && (await run.isRollingBack()) !== false) return undefined;
  if (current === association.ChannelFlowArn) run.log('associate', SAME_FLOW);
  // When Lambda repeats an event, the earlier delivery most likely associated this flow.
  return run.isDeliveredLate() && current === association.ChannelFlowArn ? undefined : current;
}
