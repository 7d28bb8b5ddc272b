import { createHash } from 'node:crypto';
import type { Request } from './request';

/** Identifies the resource and the stack that a request is about, as text for a tag. */
export function ownerOf({ StackId, LogicalResourceId }: Request): string {
  return createHash('sha256').update(`${StackId}/${LogicalResourceId}`).digest('hex').slice(0, 32);
}
