import { conditionsHold, type ConditionContext } from './conditions';
import { listOf, type PolicyDocument, type PolicyStatement } from './policy-document';
import { matchesWildcard } from './wildcard';

export interface AccessRequest {
  /** For example `chime:CreateChannelFlow`. */
  readonly action: string;
  /** The ARN of the resource. */
  readonly resource: string;
  readonly context?: ConditionContext;
}

/** The decision of a set of policies: an explicit denial overrides any permission. */
export type Decision = 'allowed' | 'explicitlyDenied' | 'implicitlyDenied';

export function evaluate(documents: Iterable<PolicyDocument>, request: AccessRequest): Decision {
  let allowed = false;
  for (const document of documents) {
    for (const statement of listOf(document.Statement)) {
      if (!applies(statement, request)) continue;
      if (statement.Effect === 'Deny') return 'explicitlyDenied';
      allowed = true;
    }
  }
  return allowed ? 'allowed' : 'implicitlyDenied';
}

function applies(statement: PolicyStatement, { action, resource, context = {} }: AccessRequest): boolean {
  const isAction = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matchesWildcard(pattern, resource);
  return (
    covers(statement.Action, statement.NotAction, isAction) &&
    covers(statement.Resource, statement.NotResource, isResource) &&
    conditionsHold(statement.Condition, context)
  );
}

function covers(
  included: PolicyStatement['Action'],
  excluded: PolicyStatement['NotAction'],
  matches: (pattern: string) => boolean,
): boolean {
  return excluded === undefined ? listOf(included).some(matches) : !listOf(excluded).some(matches);
}
