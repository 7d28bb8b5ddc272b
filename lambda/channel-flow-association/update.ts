import { associate } from './create';
import { removeIfAllowed } from './delete';
import { channelOf, physicalIdOf } from './physical-id';
import { decodeAssociation, decodeKnown } from './properties';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import { isConflict } from '../chime/service-error';
import type { Result } from '../protocol/handler';
import { cleanUpAfterOvertaken } from '../protocol/overtaken';
import type { Run } from '../protocol/run';

/**
 * The physical id tells which channel it is about, not the former properties: after a replacement that was cancelled,
 * the rollback comes with the id of the association that was to be replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const desired = decodeAssociation(run.request.ResourceProperties);
  const former = decodeKnown(run.request.OldResourceProperties);
  const isReplacement = channelOf(run.request.PhysicalResourceId) !== desired.ChannelArn;
  if (isReplacement || !former) return associate(run, desired);
  if (former.ChannelArn !== desired.ChannelArn) {
    return undoReplacement(run, desired, former);
  }
  if (former.ChannelFlowArn !== desired.ChannelFlowArn) {
    return associate(run, desired, former.ChannelFlowArn);
  }
  return { PhysicalResourceId: physicalIdOf(desired.ChannelArn) };
}

/** Back to the channel from before a cancelled replacement, which may still be at work on the other one. */
async function undoReplacement(
  run: Run,
  desired: ChannelFlowAssociationProperties,
  former: ChannelFlowAssociationProperties,
): Promise<Result> {
  const remove = async () => removeUnlessKept(run, former);
  const isFound = (await remove()) === true; // first, as the association may fail
  const result = await associate(run, desired);
  await cleanUpAfterOvertaken(run, remove, isFound);
  return result;
}

/** What cannot be taken off must not keep the rollback from its end. */
async function removeUnlessKept(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<boolean | undefined> {
  return removeIfAllowed(run, association).catch((error: unknown) => {
    if (isConflict(error)) return undefined;
    throw error;
  });
}
