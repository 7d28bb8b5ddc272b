import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { findOwnFlows, isMadeBy, isOwnedBy } from './ownership';
import { removeFlow } from './remove-flow';
import type { ChannelFlowProperties } from '../../src/private/protocol/channel-flow-properties';
import { isDenied, isRefused } from '../chime/service-error';
import { cleanUpAfterOvertaken } from '../protocol/overtaken';
import type { Run } from '../protocol/run';

/** Start of the physical id of a flow whose creation failed; the id of the request follows. */
export const NOT_CREATED = 'channel-flow-not-created';

/** The id of the request whose creation failed, if that is what a physical id says. */
export function failedCreation(physicalId: string): string | undefined {
  const prefix = `${NOT_CREATED}/`;
  return physicalId.startsWith(prefix) ? physicalId.slice(prefix.length) : undefined;
}

/** A list may lag behind a creation by this much. */
const SECOND_LOOK = 1_000;

/** Deletes the flow of a Create that failed without knowing whether the service had made it. */
export async function deleteFailedCreation(
  run: Run,
  flow: Partial<ChannelFlowProperties>,
  creation: string,
): Promise<void> {
  const isOwn = (tags: readonly Tag[]) => isMadeBy(run.request, creation, tags);
  const removed = new Set<string>();
  const found = await deleteOwn(run, flow, isOwn, removed);
  if (found === undefined) return;
  await run.sleep(SECOND_LOOK);
  await deleteOwn(run, flow, isOwn, removed);
}

/** Deletes the flow of a Create, or of a replacement, whose answer CloudFormation did not wait for. */
export async function deleteCancelledCreation(run: Run, flow: Partial<ChannelFlowProperties>): Promise<void> {
  const isOwn = (tags: readonly Tag[]) => isOwnedBy(run.request, tags);
  const removed = new Set<string>();
  await cleanUpAfterOvertaken(run, async () => deleteOwn(run, flow, isOwn, removed));
}

/**
 * Deletes the flows that are there, save those that were removed before and are listed still.
 *
 * @returns whether any was; undefined if there cannot be any
 */
async function deleteOwn(
  run: Run,
  { AppInstanceArn, Name, DisassociateBearer }: Partial<ChannelFlowProperties>,
  isOwn: (tags: readonly Tag[]) => boolean,
  removed: Set<string>,
): Promise<boolean | undefined> {
  if (!AppInstanceArn || !Name) return undefined;
  const flows = await findIfAllowed(run, AppInstanceArn, Name, isOwn);
  const found = flows?.filter((arn) => !removed.has(arn));
  for (const arn of found ?? []) {
    await removeFlow(run, arn, DisassociateBearer);
    removed.add(arn);
  }
  return found && found.length > 0;
}

/** Whom IAM forbids to look it forbade to create; an app instance that the service does not show has no flows. */
async function findIfAllowed(
  ...[run, ...search]: Parameters<typeof findOwnFlows>
): Promise<string[] | undefined> {
  try {
    return await findOwnFlows(run, ...search);
  } catch (error) {
    if (isDenied(error)) return undefined;
    if (isRefused(error)) return [];
    throw error;
  }
}
