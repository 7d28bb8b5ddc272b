import { channelOf, NOT_CREATED } from './physical-id';
import { decodeAssociation, decodeKnown } from './properties';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol/channel-flow-association-properties';
import { isChannelFlowGone } from '../chime/channel-flow-gone';
import { listChannelsWithFlow } from '../chime/operations';
import { isDenied, isRefused } from '../chime/service-error';
import { takeFlowOff } from '../chime/take-flow-off';
import { Failure } from '../protocol/failure';
import { cleanUpAfterOvertaken } from '../protocol/overtaken';
import type { Run } from '../protocol/run';

export async function onDelete(run: Run): Promise<void> {
  const id = run.request.PhysicalResourceId;
  const channel = channelOf(id);
  if (channel) {
    await remove(run, { ...decodeAssociation(run.request.ResourceProperties), ChannelArn: channel });
  } else {
    await removeUnknown(run, id.startsWith(`${NOT_CREATED}/`));
  }
}

/** Takes the flow off; without rights on the channel, or without the channel, the proof comes from the flow. */
async function remove(run: Run, association: ChannelFlowAssociationProperties): Promise<void> {
  const refusal = await takeFlowOff(run, association);
  if (typeof refusal === 'boolean' || (await isProvenOff(run, association))) return;
  throw new Failure(
    refusal.message,
    `the channel still has the flow: check that ${association.ChimeBearer} is a moderator of the channel or an admin of the app instance, or remove the association, then delete again`,
    refusal,
  );
}

async function isProvenOff(
  run: Run,
  { ChannelArn, ChannelFlowArn }: ChannelFlowAssociationProperties,
): Promise<boolean> {
  try {
    for await (const channels of listChannelsWithFlow(run, ChannelFlowArn)) {
      if (channels.includes(ChannelArn)) return false;
    }
    return true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return isChannelFlowGone(run, ChannelFlowArn);
  }
}

/**
 * A Create that failed or was cancelled may have associated all the same. One that failed was told so by the service:
 * what is refused now was refused then. One that was cancelled may still be at work.
 */
async function removeUnknown(run: Run, failed: boolean): Promise<void> {
  const association = decodeKnown(run.request.ResourceProperties);
  if (!association) return;
  const look = async () => removeIfAllowed(run, association);
  await (failed ? look() : cleanUpAfterOvertaken(run, look));
}

/** @returns whether the channel had the flow; undefined to whom IAM forbids to look, as it forbade to associate */
export async function removeIfAllowed(
  run: Run,
  association: ChannelFlowAssociationProperties,
): Promise<boolean | undefined> {
  try {
    return (await takeFlowOff(run, association)) === true;
  } catch (error) {
    if (isDenied(error)) return undefined;
    if (isRefused(error)) return false;
    throw error;
  }
}
