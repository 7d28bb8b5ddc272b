import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { listTags, tagResource, untagResource } from './operations';
import type { TagProperties } from '../../src/private/protocol';
import { isRefused } from '../chime';
import type { Run } from '../protocol';

/** The changes that turn one set of tags into another. */
export interface TagDifference {
  /** Keys to remove. */
  readonly removed: string[];
  /** Tags to add, or to change the value of. */
  readonly added: TagProperties[];
}

/** The smallest difference; the reversed difference undoes every part of it. */
export function tagDifference(former: readonly Tag[], desired: readonly TagProperties[] = []): TagDifference {
  const before = valuesByKey(former);
  const after = valuesByKey(desired);
  return {
    removed: [...before.keys()].filter((key) => !after.has(key)),
    added: [...after].flatMap(([Key, Value]) => (before.get(Key) === Value ? [] : { Key, Value })),
  };
}

export function isSame({ removed, added }: TagDifference): boolean {
  return removed.length + added.length === 0;
}

/** Applies a difference. Removals come first, because a flow that has 50 tags accepts no more. */
export async function changeTags(run: Run, arn: string, { removed, added }: TagDifference): Promise<void> {
  if (removed.length > 0) await untag(run, arn, removed);
  if (added.length === 0) return;
  const isDone = async () => tagDifference(await listTags(run, arn), added).added.length === 0;
  await tagResource(run, arn, added, isDone);
}

/** Removes keys. A key that is already gone is not a failure, however the service responds. */
async function untag(run: Run, arn: string, keys: string[]): Promise<void> {
  const left = async () => {
    const present = valuesByKey(await listTags(run, arn));
    return keys.filter((key) => present.has(key));
  };
  const isDone = async () => (await left()).length === 0;
  try {
    await untagResource(run, arn, keys, isDone);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const again = await left();
    if (again.length > 0) await untagResource(run, arn, again, isDone);
  }
}

function valuesByKey(tags: readonly Tag[]): Map<string, string> {
  return new Map(tags.map(({ Key, Value }) => [Key!, Value!]));
}
