import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** The permissions of a function on a key. IAM compares the key itself: a permission on one of its aliases would allow nothing. */
export function accessToKey(key: kms.IKey, actions: string[]): iam.PolicyStatement {
  const { aliasName } = key as Partial<kms.IAlias>;
  const target = knownKey(key);
  if (target) return new iam.PolicyStatement({ actions, resources: [target.keyArn] });
  return new iam.PolicyStatement({
    actions,
    resources: [Stack.of(key).formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': aliasName } },
  });
}

/** The key itself, if it is known: the construct may be an alias. */
export function knownKey(key: kms.IKey): kms.IKey | undefined {
  const { aliasName } = key as Partial<kms.IAlias>;
  return aliasName === undefined ? key : targetOf(key as kms.IAlias);
}

/** The key of an alias. If the alias was imported by its name, only the service knows the key. */
function targetOf(alias: kms.IAlias): kms.IKey | undefined {
  try {
    return alias.aliasTargetKey;
  } catch {
    return undefined;
  }
}
