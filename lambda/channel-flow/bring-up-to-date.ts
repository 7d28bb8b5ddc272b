import { describeChannelFlow, type DescribedChannelFlow, listTags, updateChannelFlow } from './operations';
import { changeTags, isSame, tagDifference, type TagDifference } from './tags';
import { OWNER_TAG, type ChannelFlowProperties, type TagProperties } from '../../src/private/protocol';
import { isConflict } from '../chime';
import { type Look, outlastOvertaken, retry, type RetryPolicy, type Run, undone } from '../protocol';

const ANOTHER_CHANGE: RetryPolicy = { applies: isConflict, budget: () => 10_000 };

type Shape = Pick<ChannelFlowProperties, 'Name' | 'Processors'>;

/**
 * Changes a flow from its former properties to the desired ones, with calls only for what differs. The first call shows
 * whether an earlier request may still be running: see docs/adr/0014. It reads what such a request changes last, which is
 * the most telling.
 */
export async function changeInPlace(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  former: Partial<ChannelFlowProperties>,
): Promise<void> {
  const isOther = !isSameShape(desired, former);
  const tags = former.Tags && tagDifference(former.Tags, desired.Tags);
  const hasSameTags = tags && isSame(tags);
  if (!isOther && hasSameTags) return;
  const found = hasSameTags ? await describeChannelFlow(run, arn) : undefined;
  const isFormer =
    tags && (found ? isSameShape(found, former) : hasTags(await userTags(run, arn), former.Tags, tags));
  if (!isFormer) {
    const keys = former.Tags && keysOf(former.Tags, desired.Tags);
    return outlastOvertaken(run, async () => bringUpToDate(run, arn, desired, keys));
  }
  if (isOther) await updateShape(run, arn, desired, found);
  await changeTags(run, arn, tags);
}

/**
 * Compares a flow as it is with its desired properties, and changes what differs.
 *
 * @param keys keys of the resource's own tags, if known; all other tags are somebody else's
 */
export async function bringUpToDate(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  keys?: ReadonlySet<string>,
): Promise<Look> {
  const isOther = !isSameShape(desired, await describeChannelFlow(run, arn));
  if (isOther) await updateShape(run, arn, desired);
  const present = await userTags(run, arn);
  const own = keys ? present.filter(({ Key }) => keys.has(Key)) : present;
  const tags = tagDifference(own, desired.Tags);
  await changeTags(run, arn, tags);
  return isOther || !isSame(tags) ? 'found' : 'nothing';
}

/** @param before the flow as it was found, if only a later request may have changed it since */
async function updateShape(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  before?: Pick<DescribedChannelFlow, 'updatedAt'>,
): Promise<void> {
  const isDone = async () => {
    const found = await describeChannelFlow(run, arn);
    const isDesired = isSameShape(desired, found);
    if (before && !isDesired && found.updatedAt !== before.updatedAt) throw undone();
    return isDesired;
  };
  await retry(run, [ANOTHER_CHANGE], async () => {
    try {
      await updateChannelFlow(run, arn, desired, isDone);
    } catch (error) {
      // The service may refuse a change that is already in place: a delivery that crashed may have applied it.
      if (!isConflict(error) || !(await isDone())) throw error;
    }
  });
}

function isSameShape(one: Partial<Shape>, other: Partial<Shape>): boolean {
  return one.Name === other.Name && JSON.stringify(one.Processors) === JSON.stringify(other.Processors);
}

function keysOf(...sets: (readonly TagProperties[] | undefined)[]): Set<string> {
  return new Set(sets.flatMap((tags = []) => tags.map(({ Key }) => Key)));
}

/** Whether the tags that are about to change are still the former ones. */
function hasTags(
  tags: readonly TagProperties[],
  former: readonly TagProperties[] = [],
  { removed, added }: TagDifference,
): boolean {
  const keys = new Set([...removed, ...added.map(({ Key }) => Key)]);
  const concerned = (all: readonly TagProperties[]) => all.filter(({ Key }) => keys.has(Key));
  return isSame(tagDifference(concerned(tags), concerned(former)));
}

/** The tags that a flow actually has, except the owner's. */
async function userTags(run: Run, arn: string): Promise<TagProperties[]> {
  const tags = await listTags(run, arn);
  return tags.filter(({ Key }) => Key !== OWNER_TAG) as TagProperties[];
}
