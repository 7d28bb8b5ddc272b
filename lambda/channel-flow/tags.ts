import { listTags, tagResource, untagResource } from './operations';
import type { TagProperties } from '../../src/private/protocol/channel-flow-properties';
import { isRefused } from '../chime/service-error';
import type { Run } from '../protocol/run';

/** What it takes to get from one set of tags to another. */
export interface TagDifference {
  /** Keys to take off. */
  readonly removed: string[];
  /** Tags to add or to give another value. */
  readonly added: TagProperties[];
}

/** The smallest difference; the reversed difference undoes every part of it. */
export function tagDifference(
  former: readonly TagProperties[],
  desired: readonly TagProperties[],
): TagDifference {
  const before = valuesByKey(former);
  const after = valuesByKey(desired);
  return {
    removed: [...before.keys()].filter((key) => !after.has(key)),
    added: [...after].flatMap(([Key, Value]) => (before.get(Key) === Value ? [] : { Key, Value })),
  };
}

/** Applies a difference: removals first, because a flow that has 50 tags takes no other. */
export async function changeTags(run: Run, arn: string, { removed, added }: TagDifference): Promise<void> {
  if (removed.length > 0) await untag(run, arn, removed);
  if (added.length > 0) await tagResource(run, arn, added);
}

/** Takes keys off; keys that are gone already are no failure, whatever the service thinks of it. */
async function untag(run: Run, arn: string, keys: string[]): Promise<void> {
  try {
    await untagResource(run, arn, keys);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const present = valuesByKey(await listTags(run, arn));
    const left = keys.filter((key) => present.has(key));
    if (left.length > 0) await untagResource(run, arn, left);
  }
}

function valuesByKey(tags: readonly Partial<TagProperties>[]): Map<string, string> {
  return new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
