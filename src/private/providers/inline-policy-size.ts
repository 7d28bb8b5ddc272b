import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * The maximum size of a role's inline policies together, without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAXIMUM_CHARACTERS = 10_240;

/** As long as the values of most references: `arn:aws:chime:us-east-1:<12 digits>:app-instance/<36 characters>`. */
const REFERENCE = 'x'.repeat(86);

/** The attributes that refer to a user or bot, whose ARN continues with `/user/<36 characters>`. */
const MEMBER = /MemberArn|AppInstance(?:User|Bot)Arn/;
const MEMBER_REFERENCE = 'x'.repeat(86 + '/user/'.length + 36);

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': `arn:aws:cloudformation:us-east-1:111122223333:stack/${'x'.repeat(56)}`,
};

const policies = new WeakMap<iam.IRole, Set<iam.Policy>>();

/** The policies of roles that are replaced when their statements change, by owner. */
const replaceable = new WeakMap<iam.IRole, Map<IConstruct, Set<iam.Policy>>>();

/** Counts a policy among those of its role. If IAM would reject them for their size, synthesis fails. */
export function countInlinePolicy(role: iam.IRole, policy: iam.Policy): void {
  const known = policies.get(role) ?? new Set();
  if (known.size === 0) role.node.addValidation({ validate: () => validateSize(role) });
  policies.set(role, known.add(policy));
}

/**
 * Keeps room for the replacement of policies: CloudFormation creates the new ones before it deletes the old ones. If several owners
 * have policies for one role, only one of them can change at a time.
 */
export function reserveReplacement(role: iam.IRole, owner: IConstruct, owned: readonly iam.Policy[]): void {
  const byOwner = replaceable.get(role) ?? new Map<IConstruct, Set<iam.Policy>>();
  replaceable.set(role, byOwner);
  byOwner.set(owner, new Set([...(byOwner.get(owner) ?? []), ...owned]));
}

function validateSize(role: iam.IRole): string[] {
  const documents = documentsOf(role);
  const size = sizeOf(documents);
  const reserved = sizeOfReplacement(role);
  if (size + reserved <= MAXIMUM_CHARACTERS) return [];
  const room = reserved > 0 ? ` and about ${reserved} to replace those of a coverage` : '';
  return [
    `the inline policies of ${role.node.path} must fit into ${MAXIMUM_CHARACTERS} characters, got about ${size} in ${documents.length}` +
      ` policies${room}, more for each app instance and bearer: use several providers, guards or processor functions, so that each` +
      ' role needs fewer policies, and fewer bearers per coverage;' +
      " or pass your own role as 'role.withoutPolicyUpdates()', and grant it the permissions that the warnings list",
  ];
}

/** The size of the largest replacement. A policy that is not attached, for example because its role is imported, takes no room. */
function sizeOfReplacement(role: iam.IRole): number {
  const attached = policies.get(role);
  const sizes = [...(replaceable.get(role)?.values() ?? [])].map((owned) =>
    sizeOf([...owned].filter((policy) => attached?.has(policy)).map(documentOf)),
  );
  return Math.max(0, ...sizes);
}

function sizeOf(documents: readonly unknown[]): number {
  return documents.reduce((sum: number, document) => sum + JSON.stringify(fillIn(document)).length, 0);
}

function documentOf(policy: iam.Policy): unknown {
  return Stack.of(policy).resolve(policy.document);
}

/** The documents as in the template: of this library's policies, of the role's own ones, and of grants. */
function documentsOf(role: iam.IRole): unknown[] {
  const { defaultChild } = role.node;
  const own: unknown = iam.CfnRole.isCfnRole(defaultChild)
    ? Stack.of(role).resolve(defaultChild.policies)
    : [];
  const documents = ((own ?? []) as iam.CfnRole.PolicyProperty[]).map(
    ({ policyDocument }) => policyDocument as unknown,
  );
  // by type, because each kind of role has another id for the policy of its grants
  const granted = role.node.children.filter((child) => child instanceof iam.Policy);
  const attached = [...(policies.get(role) ?? []), ...granted];
  return [...documents, ...attached.map(documentOf)].filter((document) => document !== undefined); // policies without statements
}

/** A resolved value in which text of the expected length replaces everything that is known only at deployment. */
function fillIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fillIn);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value) as [string, unknown][];
  const [[name, argument] = ['', undefined]] = entries;
  if (name === 'Fn::Join') return join(argument as [string, unknown]);
  if (name === 'Ref') return PSEUDO_PARAMETERS[String(argument)] ?? REFERENCE;
  if (name.startsWith('Fn::')) return MEMBER.test(JSON.stringify(argument)) ? MEMBER_REFERENCE : REFERENCE;
  return Object.fromEntries(entries.map(([key, each]) => [key, fillIn(each)]));
}

function join([delimiter, parts]: [string, unknown]): string {
  return Array.isArray(parts) ? parts.map(fillIn).join(delimiter) : REFERENCE;
}
