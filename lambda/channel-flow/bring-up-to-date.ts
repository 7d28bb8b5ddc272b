import { listTags, updateChannelFlow } from './operations';
import { withOwner } from './ownership';
import { changeTags, tagDifference } from './tags';
import { type ChannelFlowProperties, OWNER_TAG } from '../../src/private/protocol/channel-flow-properties';
import { isConflict } from '../chime/service-error';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

const ANOTHER_CHANGE: Patience = { applies: isConflict, budget: () => 10_000 };

/** Gives a flow its desired name, processors and tags, with calls only for what differs from the former properties. */
export async function bringUpToDate(
  run: Run,
  arn: string,
  desired: ChannelFlowProperties,
  former: Partial<ChannelFlowProperties>,
): Promise<void> {
  if (desired.Name !== former.Name || !sameProcessors(desired, former)) {
    await retry(run, [ANOTHER_CHANGE], async () => updateChannelFlow(run, arn, desired));
  }
  const difference = tagDifference(
    withOwner(run.request, former.Tags ?? (await userTags(run, arn))),
    withOwner(run.request, desired.Tags),
  );
  await changeTags(run, arn, difference);
}

function sameProcessors(one: ChannelFlowProperties, other: Partial<ChannelFlowProperties>): boolean {
  return JSON.stringify(one.Processors) === JSON.stringify(other.Processors);
}

/** The tags that a flow really has, save the owner's. */
async function userTags(run: Run, arn: string) {
  const tags = await listTags(run, arn);
  return tags.flatMap(({ Key, Value }) => (Key && Value && Key !== OWNER_TAG ? { Key, Value } : []));
}
