import { bringInPlace } from './bring-in-place';
import { NOT_CREATED, parsePhysicalId } from './physical-id';
import { type Configuration, decodeKnown } from './properties';
import type { Change } from './streams';
import { isAppInstanceGone, isDenied, isRefused, LAG, ServiceError } from '../chime';
import { cleanUpAfterOvertaken, type Look, type Run } from '../protocol';

/** A stream that was put a moment ago may not be shown yet, and somebody who puts the other data type may put this one back. */
const SECOND_LOOK = 1_000;

/** Removes the data types that still go to the resource's streams. Those that go elsewhere belong to somebody else by now. */
export async function onDelete(run: Run): Promise<void> {
  const { PhysicalResourceId, ResourceProperties } = run.request;
  const configuration = decodeKnown(ResourceProperties);
  if (!configuration || PhysicalResourceId.startsWith(NOT_CREATED)) return;
  const id = parsePhysicalId(PhysicalResourceId);
  if (!id) return removeCancelled(run, configuration);
  const { appInstanceArn } = id;
  await (id.isRefused ? removeIfAllowed : remove)(run, { ...configuration, appInstanceArn });
}

/** Removes streams that another delivery of a refused creation has put. If this is refused too, that delivery most likely was as well. */
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
 * Removes the streams of a Create or a replacement that may still be running because CloudFormation did not wait for its response.
 * Looks until that request must have ended.
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

/** The service denies calls about things that do not exist, so only the list can tell, however much it lags. */
async function isGone(run: Run, { appInstanceArn }: Configuration): Promise<boolean> {
  await run.sleep(LAG);
  return isAppInstanceGone(run, appInstanceArn);
}

/** Whether IAM denies looking, and so also denied everything that comes after a look. */
function isDeniedToLook(error: unknown): boolean {
  return isDenied(error) && error instanceof ServiceError && error.operation.startsWith('Get');
}

/** Whether the service refused, even if a hint was added to the error. */
function isRefusal(error: unknown): boolean {
  return isRefused(error) || isRefused((error as Error).cause);
}
