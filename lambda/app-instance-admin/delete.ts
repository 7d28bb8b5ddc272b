import { type Mark, marksOf, removeMarks } from './marks';
import { deleteAppInstanceAdmin, isAdmin, isListed } from './operations';
import { type AdminId, appInstanceArnOf, NOT_CREATED, parsePhysicalId } from './physical-id';
import { decodeKnown } from './properties';
import type { AppInstanceAdminProperties } from '../../src/private/protocol';
import {
  isAppInstanceGone,
  isConflict,
  isDenied,
  isRefused,
  LAG,
  NOT_VISIBLE_YET,
  ServiceError,
} from '../chime';
import {
  cleanUpAfterOvertaken,
  Failure,
  LONGEST_CREATION,
  type Look,
  ownerOf,
  retry,
  type RetryPolicy,
  type Run,
} from '../protocol';

const ANOTHER_CHANGE: RetryPolicy = { applies: isConflict, budget: () => 15_000 };

/** A list may lag behind a creation by this much. A creation whose response was lost has already waited longer. */
const SECOND_LOOK = 1_000;

export async function onDelete(run: Run): Promise<void> {
  const { PhysicalResourceId, ResourceProperties } = run.request;
  const id = parsePhysicalId(PhysicalResourceId);
  if (id) return demote(run, id);
  const member = decodeKnown(ResourceProperties);
  if (!member) return;
  const [start, request = ''] = PhysicalResourceId.split('/');
  if (start === NOT_CREATED) return demoteFailed(run, { memberArn: member.MemberArn, request });
  await demoteCancelled(run, member);
}

/**
 * Removes anything that another delivery left behind of a creation that failed here before it changed anything. If tags
 * cannot be listed, that delivery most likely failed as well.
 */
async function demoteFailed(run: Run, id: AdminId): Promise<void> {
  try {
    await demote(run, id);
  } catch (error) {
    const refusal = error instanceof ServiceError ? error : (error as Error).cause;
    if (!(refusal instanceof ServiceError && refusal.operation === 'ListTagsForResource')) throw error;
  }
}

/** Removes the role if a mark shows that this resource added it, and no other mark shows that another resource needs it. */
async function demote(run: Run, { memberArn: MemberArn, request }: AdminId): Promise<void> {
  const member = { AppInstanceArn: appInstanceArnOf(MemberArn), MemberArn };
  const isOwn = (mark: Mark) => mark.request === request;
  const marks = await findMarks(run, member, isOwn);
  if (!marks) return removeMarks(run, MemberArn, [{ request }]); // the mark's name is known without listing tags
  const own = marks.filter(isOwn);
  if (own.length === 0) return;
  // Remove the resource's own mark last, so that a retry finds it.
  if (own.length === marks.length) await takeRole(run, member);
  await removeMarks(run, MemberArn, own);
  if (own.length === marks.length) return;
  // The other resource may have been deleted at the same time, and may have left the role because of this resource's
  // mark.
  const others = await findMarks(run, member);
  if (others?.every(isOwn)) await takeRole(run, member);
}

/**
 * Removes the role of a Create or a replacement that may still be running because CloudFormation did not wait for its
 * response. The mark stays until that request must have ended: if a promotion comes after one look, the next look finds it.
 * A mark older than any such request was retained under the same logical id.
 */
export async function demoteCancelled(run: Run, member: AppInstanceAdminProperties): Promise<void> {
  const owner = ownerOf(run.request);
  const isOwn = (mark: Mark) => mark.owner === owner && mark.sentAt >= run.sentAt - LONGEST_CREATION;
  let own: Mark[] = [];
  await cleanUpAfterOvertaken(run, async () => {
    try {
      const marks = await marksOf(run, member.MemberArn);
      own = marks.filter(isOwn);
      if (own.length === 0) return 'nothing';
      if (own.length < marks.length) return 'found';
      return await takeRoleIfThere(run, member);
    } catch (error) {
      const isNo = isDenied(error) || isRefused(error);
      if (!isNo) throw error;
      if (isDenied(error) && own.length === 0) return 'pointless'; // if IAM denies listing, it also denied the mark
      return (await isUnlisted(run, member)) ? 'nothing' : (error as Error);
    }
  });
  if (own.length > 0) await removeMarks(run, member.MemberArn, own);
}

async function takeRoleIfThere(run: Run, member: AppInstanceAdminProperties): Promise<Look> {
  if (!(await isAdmin(run, member))) return 'nothing';
  await takeRole(run, member);
  return 'found';
}

/**
 * The marks of a member, after a second look if the first one does not find the resource's own mark. Undefined if the
 * member's tags cannot be listed and it is not an admin, as is the case for a member that is gone.
 */
async function findMarks(
  run: Run,
  member: AppInstanceAdminProperties,
  isOwn: (mark: Mark) => boolean = () => true,
): Promise<Mark[] | undefined> {
  const look = async () => retry(run, [NOT_VISIBLE_YET], async () => marksOf(run, member.MemberArn));
  try {
    const marks = await look();
    if (marks.some(isOwn)) return marks;
    await run.sleep(SECOND_LOOK);
    return await look();
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (await isProvenNoAdmin(run, member)) return undefined;
    throw new Failure(
      error.message,
      `${member.MemberArn} is still an admin: check that its tags can be listed, then delete again`,
      error,
    );
  }
}

async function takeRole(run: Run, member: AppInstanceAdminProperties): Promise<void> {
  await retry(run, [ANOTHER_CHANGE], async () => {
    try {
      await deleteAppInstanceAdmin(run, member);
    } catch (error) {
      const isNo = isRefused(error) || isDenied(error);
      if (!isNo || !(await isProvenNoAdmin(run, member))) throw error;
    }
  });
}

/** The service denies calls about things that do not exist, so only the list can tell, however much it lags. */
async function isProvenNoAdmin(run: Run, member: AppInstanceAdminProperties): Promise<boolean> {
  await run.sleep(LAG);
  return isUnlisted(run, member);
}

async function isUnlisted(run: Run, member: AppInstanceAdminProperties): Promise<boolean> {
  try {
    return !(await isListed(run, member));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return isAppInstanceGone(run, member.AppInstanceArn);
  }
}
