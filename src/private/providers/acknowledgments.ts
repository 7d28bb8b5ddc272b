import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/**
 * Tells cdk-nag that the wildcards in the resources of statements are intended.
 *
 * cdk-nag requires each wildcard exactly as in the template. References to other stacks get their final form after the
 * aspects have run, and validation is the first step that can see it.
 *
 * @see https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
 */
export function acknowledgeWildcards(scope: Construct, statements: PolicyStatement[]): void {
  scope.node.addValidation({
    validate: () => {
      const resources = statements.flatMap((statement) => statement.resources);
      const wildcards = new Set(
        resources.map((resource) => flatten(Stack.of(scope).resolve(resource))).filter(hasWildcard),
      );
      for (const wildcard of wildcards) {
        Validations.of(scope).acknowledge({
          id: `AwsSolutions::AwsSolutions-IAM5[Resource::${wildcard}]`,
          reason: REASON,
        });
      }
      return [];
    },
  });
}

/**
 * Tells cdk-nag that a function has the newest runtime that CDK chooses. CDK knows a new runtime before it chooses it, because
 * the runtime must first be in every Region. cdk-nag compares with the newest one that CDK knows.
 */
export function acknowledgeLatestRuntime(fn: Function): void {
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions::AwsSolutions-L1',
    reason:
      'the runtime is the newest that CDK chooses for the Region; a newer one may not be available there yet',
  });
}

const REASON =
  'the ids of channels, flows, log streams and data streams of others are not known before they exist, so the wildcard stands for' +
  ' them only; AWS Lambda needs its permissions for network interfaces on all resources';

function hasWildcard(resource: string): boolean {
  return resource.includes('*');
}

/** A reference as cdk-nag writes it: `<LogicalId>`, `<LogicalId.Attribute>`, or the name of an export. */
function flatten(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const [[intrinsic, argument] = []] = Object.entries(resource as Record<string, unknown>);
  if (intrinsic === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(flatten).join(delimiter);
  }
  if (intrinsic === 'Ref') return `<${String(argument)}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (intrinsic === 'Fn::ImportValue') return flatten(argument);
  return JSON.stringify(resource);
}
