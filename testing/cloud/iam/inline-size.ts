import type { PolicyDocument } from './policy-document';

/**
 * The maximum total size of a principal's inline policies, in characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LIMITS: Readonly<Record<string, number>> = { role: 10_240, user: 2_048 };

/** @throws, like IAM, if the inline policies of a principal are too large together */
export function checkInlineSize(principalArn: string, documents: readonly PolicyDocument[]): void {
  const [, kind = '', name = ''] = /:(role|user)\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
  const size = documents.reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  const limit = LIMITS[kind] ?? Infinity;
  if (size > limit) throw new Error(`Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`);
}
