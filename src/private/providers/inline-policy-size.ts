import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * What the inline policies of a role may hold together, without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAXIMUM_CHARACTERS = 10_240;

/** As long as what most references resolve to: `arn:aws:chime:us-east-1:<12 digits>:app-instance/<36 characters>`. */
const REFERENCE = 'x'.repeat(86);

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': `arn:aws:cloudformation:us-east-1:111122223333:stack/${'x'.repeat(56)}`,
};

const policies = new WeakMap<iam.IRole, Set<iam.Policy>>();

/** Counts a policy among those of its role. Where IAM would refuse them for their size, the synthesis fails. */
export function countInlinePolicy(role: iam.IRole, policy: iam.Policy): void {
  const known = policies.get(role) ?? new Set();
  if (known.size === 0) role.node.addValidation({ validate: () => validateSize(role) });
  policies.set(role, known.add(policy));
}

function validateSize(role: iam.IRole): string[] {
  const sizes = documentsOf(role).map((document) => JSON.stringify(fillIn(document)).length);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  if (size <= MAXIMUM_CHARACTERS) return [];
  return [
    `the inline policies of ${role.node.path} must fit into ${MAXIMUM_CHARACTERS} characters, got about ${size} in ${sizes.length}` +
      ' policies, one for each app instance and bearer: use several providers, guards or processor functions, so that each role' +
      ' needs fewer policies, and fewer bearers per coverage;' +
      " or pass your own role as 'role.withoutPolicyUpdates()', and grant it the permissions that the warnings list",
  ];
}

/** As they stand in the template: those of this library, and those of a role's own and of grants. */
function documentsOf(role: iam.IRole): unknown[] {
  const { defaultChild } = role.node;
  const own: unknown = iam.CfnRole.isCfnRole(defaultChild)
    ? Stack.of(role).resolve(defaultChild.policies)
    : [];
  const documents = ((own ?? []) as iam.CfnRole.PolicyProperty[]).map(
    ({ policyDocument }) => policyDocument as unknown,
  );
  // by type: each kind of role has another id for the policy of its grants
  const granted = role.node.children.filter((child) => child instanceof iam.Policy);
  const attached = [...(policies.get(role) ?? []), ...granted];
  const resolved = attached.map((policy) => Stack.of(policy).resolve(policy.document) as unknown);
  return [...documents, ...resolved].filter((document) => document !== undefined); // one without statements
}

/** A resolved value with something of the expected length for what is not known before the deployment. */
function fillIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fillIn);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value) as [string, unknown][];
  const [[name, argument] = ['', undefined]] = entries;
  if (name === 'Fn::Join') return join(argument as [string, unknown]);
  if (name === 'Ref') return PSEUDO_PARAMETERS[String(argument)] ?? REFERENCE;
  if (name.startsWith('Fn::')) return REFERENCE;
  return Object.fromEntries(entries.map(([key, each]) => [key, fillIn(each)]));
}

function join([delimiter, parts]: [string, unknown]): string {
  return Array.isArray(parts) ? parts.map(fillIn).join(delimiter) : REFERENCE;
}
