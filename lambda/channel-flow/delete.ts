import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { describeChannelFlow } from './operations';
import { findOwnFlows, isMadeBy, isOwnedBy } from './ownership';
import { decodeKnown } from './properties';
import { removeFlow } from './remove-flow';
import type { ChannelFlowProperties } from '../../src/private/protocol';
import { isAppInstanceGone, isDenied, isRefused, NOT_VISIBLE_YET, parseChannelFlowArn } from '../chime';
import { cleanUpAfterOvertaken, LONGEST_CREATION, type Look, retry, type Run } from '../protocol';

/** Prefix of the physical id of a flow whose creation failed. The request id follows it. */
export const NOT_CREATED = 'channel-flow-not-created';

/** A list may lag behind a creation by this much. A creation whose response was lost has already waited longer. */
const SECOND_LOOK = 1_000;

export async function onDelete(run: Run): Promise<void> {
  const id = run.request.PhysicalResourceId;
  const known = decodeKnown(run.request.ResourceProperties);
  const isFailed = id.startsWith(`${NOT_CREATED}/`);
  if (parseChannelFlowArn(id)) return removeFlow(run, id, known.DisassociateBearer);
  if (isFailed) return deleteFailedCreation(run, known, id.slice(NOT_CREATED.length + 1));
  return deleteCancelledCreation(run, known);
}

/** Deletes the flow of a Create that failed without knowing whether the service had created it. */
async function deleteFailedCreation(
  run: Run,
  flow: Partial<ChannelFlowProperties>,
  creation: string,
): Promise<void> {
  const isOwn = (tags: readonly Tag[]) => isMadeBy(run.request, creation, tags);
  const removed = new Set<string>();
  if ((await deleteOwn(run, flow, isOwn, removed)) === 'pointless') return;
  await run.sleep(SECOND_LOOK);
  await deleteOwn(run, flow, isOwn, removed);
}

/**
 * Deletes the flow of a Create, or of a replacement, whose response CloudFormation did not wait for. A flow older than any
 * such request was retained under the same logical id: see docs/adr/0005.
 */
export async function deleteCancelledCreation(run: Run, flow: Partial<ChannelFlowProperties>): Promise<void> {
  const isOwn = (tags: readonly Tag[]) => isOwnedBy(run.request, tags);
  const handled = new Set<string>();
  await cleanUpAfterOvertaken(run, async () =>
    deleteOwn(run, flow, isOwn, handled, run.sentAt - LONGEST_CREATION).catch((error: unknown) => {
      if (isRefused(error)) return error;
      throw error;
    }),
  );
}

/**
 * Deletes the flows that exist, except those that were already removed and are still listed.
 *
 * @param since flows that were created before this are somebody else's
 */
async function deleteOwn(
  run: Run,
  { AppInstanceArn, Name, DisassociateBearer }: Partial<ChannelFlowProperties>,
  isOwn: (tags: readonly Tag[]) => boolean,
  handled: Set<string>,
  since = 0,
): Promise<Look> {
  if (!AppInstanceArn || !Name) return 'pointless';
  const flows = await findIfAllowed(run, AppInstanceArn, Name, isOwn);
  if (!flows) return 'pointless';
  let look: Look = 'nothing';
  for (const arn of flows.filter((candidate) => !handled.has(candidate))) {
    if (since === 0 || (await createdAt(run, arn)) >= since) {
      await removeFlow(run, arn, DisassociateBearer);
      look = 'found';
    }
    handled.add(arn);
  }
  return look;
}

/** When a flow was created, in milliseconds since 1970. If the service does not report it, the flow counts as just created. */
async function createdAt(run: Run, arn: string): Promise<number> {
  try {
    const { CreatedTimestamp } = await describeChannelFlow(run, arn);
    return CreatedTimestamp?.getTime() ?? Infinity;
  } catch (error) {
    if (isRefused(error)) return Infinity;
    throw error;
  }
}

/** If IAM denies listing, it also denied creation; an app instance that is gone has no flows. */
async function findIfAllowed(
  run: Run,
  appInstanceArn: string,
  ...search: [name: string, isOwn: (tags: readonly Tag[]) => boolean]
): Promise<string[] | undefined> {
  const find = async () => {
    try {
      return await findOwnFlows(run, appInstanceArn, ...search);
    } catch (error) {
      if (isDenied(error)) return undefined;
      if (isRefused(error) && (await isAppInstanceGone(run, appInstanceArn))) return [];
      throw error;
    }
  };
  return retry(run, [NOT_VISIBLE_YET], find);
}
