import { createAssociation } from './create';
import { removeIfThere } from './delete';
import { parsePhysicalId } from './physical-id';
import { decodeAssociation, decodeKnown } from './properties';
import { putFlowOnChannel } from './put-flow-on-channel';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import { flowOfChannel, isConflict, isDenied, isRefused, ServiceError } from '../chime';
import { cleanUpAfterOvertaken, type Look, outlastOvertaken, type Result, type Run } from '../protocol';

/**
 * The physical id, not the former properties, identifies the channel: after a canceled replacement, the rollback comes with
 * the id of the association that would have been replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const desired = decodeAssociation(run.request.ResourceProperties);
  const former = decodeKnown(run.request.OldResourceProperties);
  const isReplacement = parsePhysicalId(run.request.PhysicalResourceId)?.channelArn !== desired.ChannelArn;
  if (isReplacement) return createAssociation(run, desired);
  if (!former) await putFlowOnChannel(run, desired);
  else if (former.ChannelArn !== desired.ChannelArn) await undoReplacement(run, desired, former);
  else if (former.ChannelFlowArn !== desired.ChannelFlowArn) await changeFlow(run, desired, former);
  return { PhysicalResourceId: run.request.PhysicalResourceId };
}

/** The channel's flow shows whether an earlier request may still be running: see docs/adr/0014. */
async function changeFlow(
  run: Run,
  desired: ChannelFlowAssociationProperties,
  former: ChannelFlowAssociationProperties,
): Promise<void> {
  const current = await flowOfChannel(run, desired);
  if (current === former.ChannelFlowArn || current instanceof ServiceError) {
    await putFlowOnChannel(run, desired, former.ChannelFlowArn);
  } else {
    await outlastOvertaken(run, async () => putWhereItDiffers(run, desired, former));
  }
}

async function putWhereItDiffers(
  run: Run,
  desired: ChannelFlowAssociationProperties,
  former: ChannelFlowAssociationProperties,
): Promise<Look> {
  const current = await flowOfChannel(run, desired);
  if (current !== desired.ChannelFlowArn) {
    await putFlowOnChannel(run, desired, current instanceof ServiceError ? undefined : current);
    return 'found';
  }
  // A bearer that cannot see the channel cannot associate it either.
  const isOtherBearer = former.ChimeBearer !== desired.ChimeBearer;
  const isHidden = isOtherBearer && (await flowOfChannel(run, former)) instanceof ServiceError;
  return isHidden ? 'refused' : 'nothing';
}

/** Returns to the channel from before a canceled replacement, which may still be running on the other channel. */
async function undoReplacement(
  run: Run,
  desired: ChannelFlowAssociationProperties,
  former: ChannelFlowAssociationProperties,
): Promise<void> {
  const remove = async () => removeUnlessKept(run, former);
  const found = await remove(); // first, as the association may fail
  if ((await flowOfChannel(run, desired)) !== desired.ChannelFlowArn) await putFlowOnChannel(run, desired);
  await cleanUpAfterOvertaken(run, remove, found);
}

/** A flow that cannot be disassociated must not keep the rollback from finishing. A call that is refused now may be allowed next time. */
async function removeUnlessKept(run: Run, association: ChannelFlowAssociationProperties): Promise<Look> {
  return removeIfThere(run, association).catch((error: unknown) => {
    if (isRefused(error)) return 'nothing';
    if (isConflict(error) || isDenied(error)) return 'pointless';
    throw error;
  });
}
