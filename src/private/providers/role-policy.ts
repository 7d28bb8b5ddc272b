import { Annotations, Lazy, Names } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledgments';
import { countInlinePolicy } from './inline-policy-size';
import { readable } from '../validation';

/**
 * An inline policy for a role that may belong to another stack.
 *
 * Its name contains the stack. The default name does not, so policies of two stacks for the same role would overwrite each other,
 * and the first stack to be deleted would also delete the other's policy. A role that must not be changed gets no policy.
 */
export class RolePolicy extends iam.Policy {
  /** Whether the role has accepted the policy. */
  public reachesRole = false;

  public constructor(
    scope: Construct,
    id: string,
    role: iam.IRole,
    private readonly statements: iam.PolicyStatement[],
  ) {
    super(scope, id, {
      policyName: Lazy.string({
        produce: () => Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      }),
    });
    this.addStatements(...statements); // here, where no property injector of the app can leave them out
    role.attachInlinePolicy(this);
    acknowledgeWildcards(this, statements);
  }

  public override attachToRole(role: iam.IRole): void {
    super.attachToRole(role);
    this.reachesRole = true;
    countInlinePolicy(role, this);
  }

  /** Warns of the permissions that the role needs, if it hasn't accepted the policy. */
  public warnUnlessItReaches(owner: Construct, id: string): void {
    if (this.reachesRole) return;
    const needs = this.statements.map(({ actions, resources }) => {
      const where = resources.map((resource) => readable(resource, this));
      return `${actions.join(', ')} on ${where.join(', ')}`;
    });
    Annotations.of(owner).addWarningV2(
      `cdk-chime-sdk-messaging:${id}`,
      `the role of ${owner.node.path} cannot be changed by this app: make sure that it allows ${needs.join('; ')}`,
    );
  }
}
