import { demoteCancelled } from './delete';
import { marksOf } from './marks';
import { parsePhysicalId } from './physical-id';
import { promote } from './promote';
import { decodeAdmin, decodeKnown } from './properties';
import { isRefused } from '../chime';
import { ownerOf, type Result, type Run, STATUS_LAG } from '../protocol';

/**
 * The physical id, not the former properties, identifies the member: after a canceled replacement, the rollback comes with
 * the id of the admin that would have been replaced.
 */
export async function onUpdate(run: Run): Promise<Result> {
  const { PhysicalResourceId, RequestId, ResourceProperties, OldResourceProperties } = run.request;
  const desired = decodeAdmin(ResourceProperties);
  const former = decodeKnown(OldResourceProperties);
  const id = parsePhysicalId(PhysicalResourceId);
  if (id?.memberArn !== desired.MemberArn) {
    return promote(run, desired, (await formerRequest(run, desired.MemberArn)) ?? RequestId);
  }
  const result = await promote(run, desired, id.request);
  if (former && former.MemberArn !== desired.MemberArn) await demoteCancelled(run, former);
  return result;
}

/**
 * The request in the mark that this resource already has on the member: a rollback returns to it. It's the newest of the resource's marks,
 * because the older ones belong to admins that were retained under the same logical id. When a stack goes forward, all marks do.
 */
async function formerRequest(run: Run, memberArn: string): Promise<string | undefined> {
  try {
    const marks = await marksOf(run, memberArn);
    const own = marks.filter(({ owner }) => owner === ownerOf(run.request));
    const [newest] = own.sort((one, other) => other.sentAt - one.sentAt);
    if (!newest) return undefined;
    await run.sleep(STATUS_LAG);
    return (await run.isRollingBack()) === false ? undefined : newest.request;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}
