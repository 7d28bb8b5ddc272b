import { bringInPlace } from './bring-in-place';
import { NOT_CREATED, parsePhysicalId } from './physical-id';
import { type Configuration, decodeKnown } from './properties';
import type { Change } from './streams';
import { isAppInstanceGone, isDenied, isRefused, LAG, ServiceError } from '../chime';
import { cleanUpAfterOvertaken, type Look, type Run } from '../protocol';

/** What was put a moment ago may not be shown yet, and somebody who puts the other data type may put this one back. */
const SECOND_LOOK = 1_000;

/** Ends what still goes to the resource's streams. What goes elsewhere is somebody else's by now. */
export async function onDelete(run: Run): Promise<void> {
  const { PhysicalResourceId, ResourceProperties } = run.request;
  const configuration = decodeKnown(ResourceProperties);
  if (!configuration || PhysicalResourceId.startsWith(NOT_CREATED)) return;
  const id = parsePhysicalId(PhysicalResourceId);
  if (!id) return removeCancelled(run, configuration);
  const { appInstanceArn } = id;
  await (id.isRefused ? removeIfAllowed : remove)(run, { ...configuration, appInstanceArn });
}

/** Removes what another delivery of a refused creation has put. If this is refused as well, that delivery most likely was, too. */
async function removeIfAllowed(run: Run, configuration: Configuration): Promise<void> {
  try {
    await bringInPlace(run, changeOf(configuration));
  } catch (error) {
    if (!isRefusal(error) && !isDenied(error)) throw error;
  }
}

async function remove(run: Run, configuration: Configuration): Promise<void> {
  const change = changeOf(configuration);
  try {
    await bringInPlace(run, change);
    await run.sleep(SECOND_LOOK);
    await bringInPlace(run, change);
  } catch (error) {
    if (!isRefusal(error) || !(await isGone(run, configuration))) throw error;
  }
}

/**
 * Removes what was put by a Create, or by a replacement, whose response CloudFormation did not wait for, and that may go on. Looks
 * until that request must have ended.
 */
export async function removeCancelled(run: Run, configuration: Configuration): Promise<void> {
  const change = changeOf(configuration);
  await cleanUpAfterOvertaken(run, async (): Promise<Look> => {
    try {
      return await bringInPlace(run, change);
    } catch (error) {
      if (isDeniedToLook(error)) return 'pointless'; // a creation looks first, too
      if (isDenied(error)) return error as Error;
      if (!isRefusal(error)) throw error;
      return (await isGone(run, configuration)) ? 'nothing' : (error as Error);
    }
  });
}

function changeOf({ appInstanceArn, streams }: Configuration): Change {
  return { appInstanceArn, desired: {}, own: streams };
}

/** The service refuses calls about what does not exist as if they were not allowed, so the list must tell, however much it lags. */
async function isGone(run: Run, { appInstanceArn }: Configuration): Promise<boolean> {
  await run.sleep(LAG);
  return isAppInstanceGone(run, appInstanceArn);
}

/** Whether IAM denies looking, and so also denied everything that comes after a look. */
function isDeniedToLook(error: unknown): boolean {
  return isDenied(error) && error instanceof ServiceError && error.operation.startsWith('Get');
}

/** Whether the service said no, even if a hint was added to that. */
function isRefusal(error: unknown): boolean {
  return isRefused(error) || isRefused((error as Error).cause);
}
