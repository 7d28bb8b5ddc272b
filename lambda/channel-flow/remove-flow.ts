import { freeFlow, StillAssociated } from './free-flow';
import { deleteChannelFlow } from './operations';
import { isChannelFlowGone } from '../chime/channel-flow-gone';
import { isAbsentOrForbidden, isConflict, isRefused, type ServiceError } from '../chime/service-error';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

/** Associations that were just removed may still count, and a flow that was just made may not be visible. */
const SETTLING: readonly Patience[] = [
  { applies: (error) => isConflict(error) || error instanceof StillAssociated, budget: () => 15_000 },
  { applies: isAbsentOrForbidden, budget: () => 15_000 },
];

/** Deletes a flow; while channels have it, the bearer takes it off them. */
export async function removeFlow(run: Run, arn: string, bearer: string | undefined): Promise<void> {
  await retry(run, SETTLING, async () => {
    for (;;) {
      const conflict = await tryToDelete(run, arn);
      if (!conflict) return;
      const freed = await freeFlow(run, arn, bearer, conflict);
      if (freed === 0) throw conflict;
    }
  });
}

/** @returns undefined once the flow is gone, or the conflict that keeps it */
async function tryToDelete(run: Run, arn: string): Promise<ServiceError | undefined> {
  try {
    await deleteChannelFlow(run, arn);
    return undefined;
  } catch (error) {
    if (isConflict(error)) return error;
    if (isRefused(error) && (await isChannelFlowGone(run, arn))) return undefined;
    throw error;
  }
}
