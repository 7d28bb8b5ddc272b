import { addMark, marksOf } from './marks';
import { createAppInstanceAdmin, isAdmin } from './operations';
import type { AdminId } from './physical-id';
import { adminResult } from './properties';
import type { AppInstanceAdminProperties } from '../../src/private/protocol';
import { isAbsentOrForbidden, isConflict, NOT_VISIBLE_YET } from '../chime';
import { adviceOn, Failure, type Result, retry, type RetryPolicy, type Run } from '../protocol';

/** A duplicate of the same event may be running. */
const ANOTHER_CHANGE: RetryPolicy = { applies: isConflict, budget: () => 8_000 };

/**
 * Makes a member an admin if it is not one yet. The mark comes first, so that the role is found again even if the response
 * to its creation is lost. A role that somebody else added gets no mark.
 *
 * @param request the request that created the resource, which names its mark
 */
export async function promote(
  run: Run,
  member: AppInstanceAdminProperties,
  request: string,
): Promise<Result> {
  const id = { memberArn: member.MemberArn, request };
  try {
    if (await isAdmin(run, member)) return adminResult(id, await shareMark(run, id));
    await addMark(run, id);
    await retry(run, [ANOTHER_CHANGE, NOT_VISIBLE_YET], async () => createUnlessAdmin(run, member));
    return adminResult(id, true);
  } catch (error) {
    throw withHint(error as Error, member);
  }
}

/**
 * Adds a mark to an admin if its role is ours.
 *
 * @returns whether the role is ours
 */
async function shareMark(run: Run, id: AdminId): Promise<boolean> {
  const marks = await marksOf(run, id.memberArn);
  const isMarked = marks.some(({ request }) => request === id.request);
  if (marks.length > 0 && !isMarked) await addMark(run, id);
  return marks.length > 0;
}

async function createUnlessAdmin(run: Run, member: AppInstanceAdminProperties): Promise<void> {
  try {
    await createAppInstanceAdmin(run, member);
  } catch (error) {
    // If we cannot tell whether the member is an admin, report the conflict.
    if (!isConflict(error) || !(await isAdmin(run, member).catch(() => false))) throw error;
  }
}

function withHint(error: Error, { AppInstanceArn, MemberArn }: AppInstanceAdminProperties): Failure {
  const hint = `check that ${MemberArn} exists in ${AppInstanceArn}`;
  return new Failure(error.message, isAbsentOrForbidden(error) ? hint : adviceOn(error), error);
}
