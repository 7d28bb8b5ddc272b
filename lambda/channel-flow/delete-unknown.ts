import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { findOwnFlows, isMadeBy, isOwnedBy } from './ownership';
import { removeFlow } from './remove-flow';
import type { ChannelFlowProperties } from '../../src/private/channel-flow-properties';
import type { Run } from '../shared/run';
import { isDenied, isRefused } from '../shared/service-error';

/** Start of the physical id of a flow whose creation failed; the id of the request follows. */
export const NOT_CREATED = 'channel-flow-not-created';

/** How often, and how many milliseconds apart, a flow is looked for before it is taken for never made. */
interface Looks {
  readonly count: number;
  readonly apart: number;
}

/** The id of the request whose creation failed, if that is what a physical id says. */
export function failedCreation(physicalId: string): string | undefined {
  const prefix = `${NOT_CREATED}/`;
  return physicalId.startsWith(prefix) ? physicalId.slice(prefix.length) : undefined;
}

/** Deletes the flow of a Create that failed without knowing whether the service had made it. */
export async function deleteFailedCreation(
  run: Run,
  flow: Partial<ChannelFlowProperties>,
  creation: string,
): Promise<void> {
  await deleteOwn(run, flow, (tags) => isMadeBy(run.request, creation, tags), { count: 2, apart: 1_000 });
}

/**
 * Deletes the flow of a Create, or of a replacement, whose answer CloudFormation did not wait for: the creation may
 * still be at work, so it is looked for during some seconds.
 */
export async function deleteCancelledCreation(run: Run, flow: Partial<ChannelFlowProperties>): Promise<void> {
  await deleteOwn(run, flow, (tags) => isOwnedBy(run.request, tags), { count: 4, apart: 3_500 });
}

async function deleteOwn(
  run: Run,
  { AppInstanceArn, Name, DisassociateBearer }: Partial<ChannelFlowProperties>,
  isOwn: (tags: readonly Tag[]) => boolean,
  looks: Looks,
): Promise<void> {
  if (!AppInstanceArn || !Name) return;
  const removed = new Set<string>();
  for (let left = looks.count; ;) {
    const flows = await findIfAllowed(run, AppInstanceArn, Name, isOwn);
    if (!flows) return;
    const found = flows.filter((arn) => !removed.has(arn));
    for (const arn of found) {
      await removeFlow(run, arn, DisassociateBearer);
      removed.add(arn);
    }
    // a creation whose answer was lost may have repeated itself, so what was found need not be all
    left = found.length > 0 ? 1 : left - 1;
    if (left === 0) return;
    await run.sleep(looks.apart);
  }
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
