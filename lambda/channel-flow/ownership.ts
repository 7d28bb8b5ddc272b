import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { listTags } from './operations';
import { OWNER_TAG, type TagProperties } from '../../src/private/protocol';
import { isChannelFlowGone, isRefused, listChannelFlows, NOT_VISIBLE_YET } from '../chime';
import { Failure, ownerOf, type Request, retry, type Run } from '../protocol';

/**
 * The tags of a flow together with the owner's tag, which names the flow's resource and stack, and the request that created
 * it: `<resource>/<request>`. It proves that a flow whose ARN never reached CloudFormation may be adopted or deleted.
 */
export function withOwner(request: Request, tags: readonly TagProperties[] = []): TagProperties[] {
  return [...tags, { Key: OWNER_TAG, Value: `${ownerOf(request)}/${request.RequestId}` }];
}

/** Whether one of the tags shows that the flow is the resource of this request. */
export function isOwnedBy(request: Request, tags: readonly Tag[]): boolean {
  return ownerValue(tags)?.startsWith(`${ownerOf(request)}/`) ?? false;
}

/** Whether one of the tags shows that a certain request created the flow for this resource. */
export function isMadeBy(request: Request, creation: string, tags: readonly Tag[]): boolean {
  return ownerValue(tags) === `${ownerOf(request)}/${creation}`;
}

/** ARNs of the flows of this name whose tags pass the check. */
export async function findOwnFlows(
  run: Run,
  appInstanceArn: string,
  name: string,
  isOwn: (tags: readonly Tag[]) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { Name, ChannelFlowArn } of listChannelFlows(run, appInstanceArn)) {
    if (Name === name && ChannelFlowArn && isOwn(await tagsOf(run, ChannelFlowArn))) {
      found.push(ChannelFlowArn);
    }
  }
  return found;
}

/** A flow may be deleted after it was listed and before its tags are. Only then does it belong to nobody. */
async function tagsOf(run: Run, arn: string): Promise<Tag[]> {
  try {
    return await retry(run, [NOT_VISIBLE_YET], async () => listTags(run, arn));
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (await isChannelFlowGone(run, arn)) return [];
    throw new Failure(error.message, 'allow the tags of this flow to be listed, then try again', error);
  }
}

function ownerValue(tags: readonly Tag[]): string | undefined {
  return tags.find(({ Key }) => Key === OWNER_TAG)?.Value;
}
