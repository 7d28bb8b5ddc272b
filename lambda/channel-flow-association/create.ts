import { type AssociationId, physicalIdOf, refusedIdOf } from './physical-id';
import { decodeAssociation } from './properties';
import { putFlowOnChannel } from './put-flow-on-channel';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import { flowOfChannel, isConflict, isDenied, isRefused, ServiceError } from '../chime';
import type { Result, Run } from '../protocol';

/** Nothing tells whose association it is, so moving one to another stack can only be noted: see docs/adr/0009. */
const SAME_FLOW =
  'the channel has this flow already: if an association of another stack associated it, its deletion disassociates it';

export async function onCreate(run: Run): Promise<Result> {
  const association = decodeAssociation(run.request.ResourceProperties);
  let id: AssociationId | undefined;
  try {
    // From here on a failure may leave an association behind, save one in which the service said no.
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
 * Associates a channel that this resource was not about before. What flow the channel had goes into the physical id, so that a
 * rollback can give it back.
 *
 * @param announce told what the physical id will say before anything is changed
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
 * The flow that is displaced, if any. A channel that does not show itself to the bearer, for example because it was made a
 * moment ago, has none.
 */
async function findDisplaced(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<string | undefined> {
  const current = await flowOfChannel(run, association);
  if (current === undefined || current instanceof ServiceError) return undefined;
  // A rollback that comes back to a channel comes back to the physical id from before, which most likely has nothing displaced.
  if (run.request.RequestType === 'Update' && (await run.isRollingBack()) !== false) return undefined;
  if (current === association.ChannelFlowArn) run.log('associate', SAME_FLOW);
  // When Lambda repeats an event, what is there is most likely the work of the delivery before.
  return run.isDeliveredLate() && current === association.ChannelFlowArn ? undefined : current;
}
