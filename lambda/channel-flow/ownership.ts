import { createHash } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-chime-sdk-messaging';
import { listTags } from './operations';
import { OWNER_TAG, type TagProperties } from '../../src/private/protocol/channel-flow-properties';
import { listChannelFlows } from '../chime/operations';
import { isRefused } from '../chime/service-error';
import type { Request } from '../protocol/request';
import type { Run } from '../protocol/run';

/** The most that the service takes. */
const MAX_TAGS = 50;

/**
 * The tags of a flow with the owner's, which says which resource of which stack the flow is, and which request made it:
 * `<resource>/<request>`. That proves that a flow whose ARN never reached CloudFormation may be adopted or deleted. It gives way
 * where the user needs all tags that there are.
 */
export function withOwner(request: Request, tags: readonly TagProperties[] = []): TagProperties[] {
  if (tags.length >= MAX_TAGS) return [...tags];
  return [...tags, { Key: OWNER_TAG, Value: `${owner(request)}/${request.RequestId}` }];
}

/** Whether one of the tags says that the flow is the resource of this request. */
export function isOwnedBy(request: Request, tags: readonly Tag[]): boolean {
  return ownerValue(tags)?.startsWith(`${owner(request)}/`) ?? false;
}

/** Whether one of the tags says that the flow was made for this resource by a certain request. */
export function isMadeBy(request: Request, creation: string, tags: readonly Tag[]): boolean {
  return ownerValue(tags) === `${owner(request)}/${creation}`;
}

/** ARNs of the flows of a name whose tags pass. */
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

/** A flow may be deleted between its listing and this question; then it is nobody's. */
async function tagsOf(run: Run, arn: string): Promise<Tag[]> {
  try {
    return await listTags(run, arn);
  } catch (error) {
    if (isRefused(error)) return [];
    throw error;
  }
}

function owner({ StackId, LogicalResourceId }: Request): string {
  return createHash('sha256').update(`${StackId}/${LogicalResourceId}`).digest('hex').slice(0, 32);
}

function ownerValue(tags: readonly Tag[]): string | undefined {
  return tags.find(({ Key }) => Key === OWNER_TAG)?.Value;
}
