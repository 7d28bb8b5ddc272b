import type { PolicyDocument } from './policy-document';

function allow(...actions: string[]): PolicyDocument {
  return { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/**
 * The relevant permissions of AWS managed policies. All others grant nothing that the services of this machine check.
 */
const GRANTS: Record<string, PolicyDocument> = {
  AdministratorAccess: allow('*'),
  PowerUserAccess: allow('*'),
  AmazonChimeFullAccess: allow('chime:*'),
  AWSLambda_FullAccess: allow('lambda:*'),
  AmazonSQSFullAccess: allow('sqs:*'),
  AmazonSNSFullAccess: allow('sns:*'),
};

/** The document of an AWS managed policy, by its ARN; `undefined` if the ARN does not belong to one. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(?:.+\/)?([^/]+)$/.exec(arn)?.[1];
  return name === undefined ? undefined : (GRANTS[name] ?? { Statement: [] });
}
