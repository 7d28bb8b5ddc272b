import { freeFlow, StillAssociated } from './free-flow';
import { deleteChannelFlow } from './operations';
import {
  isBadRequest,
  isChannelFlowGone,
  isConflict,
  isRefused,
  NOT_VISIBLE_YET,
  type ServiceError,
} from '../chime';
import { retry, type RetryPolicy, type Run } from '../protocol';

/** Associations that were just removed may still count, and a flow that was just created may not be visible. */
const SETTLING: readonly RetryPolicy[] = [
  { applies: (error) => mayBeAssociated(error) || error instanceof StillAssociated, budget: () => 15_000 },
  NOT_VISIBLE_YET,
];

/** Deletes a flow. While channels have it, the bearer disassociates it from them. */
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

/** @returns undefined once the flow is gone, or the refusal that may mean that channels have it */
async function tryToDelete(run: Run, arn: string): Promise<ServiceError | undefined> {
  try {
    await deleteChannelFlow(run, arn);
    return undefined;
  } catch (error) {
    if (isConflict(error)) return error;
    if (isRefused(error) && (await isChannelFlowGone(run, arn))) return undefined;
    if (mayBeAssociated(error)) return error;
    throw error;
  }
}

/** The service does not document how it refuses to delete a flow that channels have. */
function mayBeAssociated(error: unknown): error is ServiceError {
  return isConflict(error) || isBadRequest(error);
}
