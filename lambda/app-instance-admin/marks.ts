import type { Tag } from '@aws-sdk/client-chime-sdk-identity';
import { listTags, tagResource, untagResource } from './operations';
import type { AdminId } from './physical-id';
import { ADMIN_TAG_PREFIX } from '../../src/private/protocol';
import { isRefused, NOT_VISIBLE_YET } from '../chime';
import { Failure, ownerOf, retry, type Run } from '../protocol';

/** The most tags that the service lets a user or bot have. */
const MAX_TAGS = 50;

/**
 * A tag on a user or bot that shows that its admin role is ours, and which resource needs it. There is one mark per
 * resource. The resource that removes the last one also removes the role. See docs/adr/0016-marks-of-admins.md.
 */
export interface Mark {
  /** The request that created the resource. */
  readonly request: string;
  /** The resource and its stack at that time. */
  readonly owner: string;
  /** When the request was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

export async function marksOf(run: Run, memberArn: string): Promise<Mark[]> {
  const tags = await listTags(run, memberArn);
  return tags.flatMap(parseMark);
}

/** Marks a member for a resource. A request that is delivered again leaves the same mark. */
export async function addMark(run: Run, { memberArn, request }: AdminId): Promise<void> {
  const tag: Tag = {
    Key: keyOf(request),
    Value: `${ownerOf(run.request)}/${new Date(run.sentAt).toISOString()}`,
  };
  try {
    await retry(run, [NOT_VISIBLE_YET], async () => tagResource(run, memberArn, tag));
  } catch (error) {
    if (!isRefused(error) || !(await isFull(run, memberArn))) throw error;
    throw new Failure(
      error.message,
      `the provider marks each admin by a tag, and ${memberArn} already has ${MAX_TAGS} tags: remove one of them, then try again`,
      error,
    );
  }
}

/** Removes marks. A mark that is already gone is not a failure, however the service responds. */
export async function removeMarks(
  run: Run,
  memberArn: string,
  marks: readonly Pick<Mark, 'request'>[],
): Promise<void> {
  const keys = marks.map(({ request }) => keyOf(request));
  try {
    await untagResource(run, memberArn, keys);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const tags = await listTags(run, memberArn).catch(noneIfRefused);
    const left = tags.flatMap(({ Key = '' }) => (keys.includes(Key) ? Key : []));
    if (left.length > 0) await untagResource(run, memberArn, left);
  }
}

async function isFull(run: Run, memberArn: string): Promise<boolean> {
  const tags = await listTags(run, memberArn).catch(noneIfRefused);
  return tags.length >= MAX_TAGS;
}

/** A member that is gone has no tags. */
function noneIfRefused(error: unknown): Tag[] {
  if (isRefused(error)) return [];
  throw error;
}

function keyOf(request: string): string {
  return `${ADMIN_TAG_PREFIX}${request}`;
}

function parseMark({ Key = '', Value = '' }: Tag): Mark | [] {
  if (!Key.startsWith(ADMIN_TAG_PREFIX)) return [];
  const [owner = '', sentAt = ''] = Value.split('/');
  return { request: Key.slice(ADMIN_TAG_PREFIX.length), owner, sentAt: Date.parse(sentAt) || 0 };
}
