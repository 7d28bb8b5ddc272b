import { bringInPlace, bringInPlaceAndVerify, type Options } from './bring-in-place';
import { removeCancelled } from './delete';
import { getStreams } from './operations';
import { parsePhysicalId } from './physical-id';
import { type Configuration, configurationResult, decodeConfiguration, decodeKnown } from './properties';
import { type Change, isSame, lacksOwn, TakenError } from './streams';
import { outlastOvertaken, type Result, type Run } from '../protocol';

/**
 * The physical id, not the former properties, identifies the app instance: after a canceled replacement, the rollback
 * comes with the id of the configuration that would have been replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const { PhysicalResourceId, ResourceProperties, OldResourceProperties } = run.request;
  const desired = decodeConfiguration(ResourceProperties);
  const former = decodeKnown(OldResourceProperties);
  const isReplacement = parsePhysicalId(PhysicalResourceId)?.appInstanceArn !== desired.appInstanceArn;
  if (isReplacement || !former) {
    await put(run, desired, {});
  } else if (former.appInstanceArn !== desired.appInstanceArn) {
    await put(run, desired, {});
    await removeCancelled(run, former);
  } else {
    await put(run, desired, former.streams);
  }
  return configurationResult(desired);
}

/**
 * A rollback must be able to finish, even if somebody else has taken a data type in the meantime.
 *
 * @param own the data types that went to streams of this resource before
 */
async function put(run: Run, { appInstanceArn, streams }: Configuration, own: Change['own']): Promise<void> {
  const change = { appInstanceArn, desired: streams, own };
  try {
    await putOrOutlast(run, change, {});
  } catch (error) {
    if (!(error instanceof TakenError) || !(await run.isRollingBack())) throw error;
    run.log('put', 'left to another configuration', error);
    await putOrOutlast(run, change, { leaveTaken: true });
  }
}

/** The streams show whether an earlier request may still be running: see docs/adr/0014. */
async function putOrOutlast(run: Run, change: Change, options: Options): Promise<void> {
  const { appInstanceArn, desired, own } = change;
  const isChanged = !isSame(desired, own) && !isSame(own, {});
  if (isChanged && lacksOwn(await getStreams(run, appInstanceArn), change)) {
    await outlastOvertaken(run, async () => bringInPlace(run, change, options));
  } else {
    await bringInPlaceAndVerify(run, change, options);
  }
}
