import { evaluate, listOf, type AccessRequest, type PolicyDocument, type PolicyStatement } from '../iam';

/**
 * The decision of a key policy about a principal of its account: to allow it, to delegate to its own policies, to deny
 * it, or none.
 */
export type KeyPolicyDecision = 'allowed' | 'delegated' | 'denied' | 'silent';

/** The caller, the action, and its resource. */
export interface KeyRequest extends AccessRequest {
  /** The ARN of a role or user. */
  readonly principalArn: string;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function decideByKeyPolicy(policy: PolicyDocument, request: KeyRequest): KeyPolicyDecision {
  const decide = (matches: (principal: string) => boolean) => {
    const Statement = listOf(policy.Statement).filter((statement) => principalsOf(statement).some(matches));
    return evaluate([{ Statement }], request);
  };
  const isCaller = (principal: string) => principal === '*' || principal === request.principalArn;
  const isAccount = (principal: string) => accountOf(principal) === accountOf(request.resource);

  const decisions = [decide(isCaller), decide(isAccount)];
  if (decisions.includes('explicitlyDenied')) return 'denied';
  if (decisions[0] === 'allowed') return 'allowed';
  return decisions[1] === 'allowed' ? 'delegated' : 'silent';
}

/**
 * The account of a key, or the one that a principal stands for: if the key policy allows that, the policies of roles
 * and users decide.
 */
function accountOf(arn: string): string | undefined {
  const [, id] = /^(?:arn:[^:]+:(?:iam:|kms:[^:]*):)?(\d{12})(?:$|:root$|:key\/)/.exec(arn) ?? [];
  return id;
}

function principalsOf({ Principal: principal }: PolicyStatement): string[] {
  return typeof principal === 'string' ? [principal] : listOf(principal?.AWS);
}
