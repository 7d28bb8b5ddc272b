import { createHash } from 'node:crypto';
import type { Request } from './request';

/** What says which resource of which stack a request is about, as text for a tag. */
export function ownerOf({ StackId, LogicalResourceId }: Request): string {
  return createHash('sha256').update(`${StackId}/${LogicalResourceId}`).digest('hex').slice(0, 32);
}
