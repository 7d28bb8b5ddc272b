import { evaluate, listOf, type AccessRequest, type PolicyDocument, type PolicyStatement } from '../iam';

/** What a key policy says of a principal of its account: that it may, that its own policies decide, or neither. */
export type KeyPolicyDecision = 'allowed' | 'delegated' | 'denied' | 'silent';

/** Who asks, and for what. */
export interface KeyRequest extends AccessRequest {
  /** The ARN of a role or user. */
  readonly principalArn: string;
}

/** The principal that stands for the account: a key policy that allows it lets the policies of roles and users decide. */
const ACCOUNT = /^(\d{12}|arn:[^:]+:iam::\d{12}:root)$/;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function decideByKeyPolicy(policy: PolicyDocument, request: KeyRequest): KeyPolicyDecision {
  const decide = (matches: (principal: string) => boolean) => {
    const Statement = listOf(policy.Statement).filter((statement) => principalsOf(statement).some(matches));
    return evaluate([{ Statement }], request);
  };
  const isCaller = (principal: string) => principal === '*' || principal === request.principalArn;
  const isAccount = (principal: string) => ACCOUNT.test(principal);

  const decisions = [decide(isCaller), decide(isAccount)];
  if (decisions.includes('explicitlyDenied')) return 'denied';
  if (decisions[0] === 'allowed') return 'allowed';
  return decisions[1] === 'allowed' ? 'delegated' : 'silent';
}

function principalsOf({ Principal: principal }: PolicyStatement): string[] {
  return typeof principal === 'string' ? [principal] : listOf(principal?.AWS);
}
