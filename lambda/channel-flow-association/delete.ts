import { type AssociationId, NOT_CREATED, parsePhysicalId, parseRefusedId } from './physical-id';
import { decodeAssociation, decodeKnown } from './properties';
import { putFlowOnChannel } from './put-flow-on-channel';
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import {
  flowOfChannel,
  isChannelFlowGone,
  isDenied,
  isRefused,
  LAG,
  listChannelsWithFlow,
  ServiceError,
  takeFlowOff,
} from '../chime';
import { cleanUpAfterOvertaken, Failure, type Look, type Run } from '../protocol';

export async function onDelete(run: Run): Promise<void> {
  const id = run.request.PhysicalResourceId;
  const known = parsePhysicalId(id);
  if (!known) return removeUnknown(run, id);
  const properties = decodeAssociation(run.request.ResourceProperties);
  const association = { ...properties, ChannelArn: known.channelArn };
  const isRolledBack = known.displaced && (await run.isRollingBack()) === true;
  if (!(isRolledBack && (await isGivenBack(run, association, known)))) await remove(run, association);
}

/** Whether the channel again has the flow that the creation displaced. Only the rollback of a creation restores it. */
async function isGivenBack(
  run: Run,
  association: ChannelFlowAssociationProperties,
  { displaced }: AssociationId,
): Promise<boolean> {
  if (!displaced) return false;
  if (displaced === association.ChannelFlowArn) return true;
  const current = await flowOfChannel(run, association);
  if (current !== undefined && current !== association.ChannelFlowArn) return false;
  try {
    // A channel that shows no flow may already have ours.
    await putFlowOnChannel(run, { ...association, ChannelFlowArn: displaced }, association.ChannelFlowArn);
    return true;
  } catch (error) {
    if (!isRefused((error as Error).cause) || !(await isChannelFlowGone(run, displaced))) throw error;
    run.log('restore', 'gone');
    return false;
  }
}

/** Disassociates the flow. If the channel is gone or the bearer has no rights on it, the flow's list of channels must prove it. */
async function remove(run: Run, association: ChannelFlowAssociationProperties): Promise<void> {
  const refusal = await takeFlowOff(run, association);
  if (typeof refusal === 'boolean' || (await isProvenOff(run, association))) return;
  throw new Failure(
    refusal.message,
    `the channel still has the flow: check that ${association.ChimeBearer} is a moderator of the channel or an admin of the app instance, or remove the association, then delete again`,
    refusal,
  );
}

async function isProvenOff(run: Run, association: ChannelFlowAssociationProperties): Promise<boolean> {
  try {
    if (await isListed(run, association)) return false;
    await run.sleep(LAG);
    return !(await isListed(run, association));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return isChannelFlowGone(run, association.ChannelFlowArn);
  }
}

async function isListed(
  run: Run,
  { ChannelArn, ChannelFlowArn }: ChannelFlowAssociationProperties,
): Promise<boolean> {
  for await (const channels of listChannelsWithFlow(run, ChannelFlowArn)) {
    if (channels.includes(ChannelArn)) return true;
  }
  return false;
}

/**
 * A Create that failed or was canceled may still have associated the flow. If it failed before it tried, it changed
 * nothing. If the service refused it, the service also refuses the removal. If it was canceled, it may still be
 * running.
 */
async function removeUnknown(run: Run, id: string): Promise<void> {
  const association = decodeKnown(run.request.ResourceProperties);
  if (!association) return;
  const refused = parseRefusedId(id);
  if (refused) {
    if (!(await isGivenBack(run, association, refused))) await removeIfAllowed(run, association, true);
  } else if (!id.startsWith(NOT_CREATED)) {
    await cleanUpAfterOvertaken(run, async () =>
      removeIfThere(run, association).catch((error: unknown) => {
        if (isRefused(error) || isDenied(error)) return error as Error;
        throw error;
      }),
    );
  }
}

/**
 * One look in a series: if the channel does not show the flow yet, the next look finds it.
 *
 * @throws if the channel shows the flow and keeps it
 */
export async function removeIfThere(run: Run, association: ChannelFlowAssociationProperties): Promise<Look> {
  const current = await flowOfChannel(run, association).catch(asPointless);
  if (current === 'pointless') return current;
  if (current === association.ChannelFlowArn) return takeOff(run, association);
  return current instanceof ServiceError ? removeIfAllowed(run, association) : 'nothing';
}

async function takeOff(
  run: Run,
  association: ChannelFlowAssociationProperties,
  wasRefused = false,
): Promise<Look> {
  const outcome = await takeFlowOff(run, association, wasRefused);
  if (outcome instanceof ServiceError) return 'refused';
  return outcome ? 'found' : 'nothing';
}

async function removeIfAllowed(
  run: Run,
  association: ChannelFlowAssociationProperties,
  wasRefused = false,
): Promise<Look> {
  try {
    return await takeOff(run, association, wasRefused);
  } catch (error) {
    if (isRefused(error)) return 'nothing';
    return asPointless(error);
  }
}

/** If IAM denies describing the channel, it also denied the association. */
function asPointless(error: unknown): 'pointless' {
  if (isDenied(error)) return 'pointless';
  throw error;
}
