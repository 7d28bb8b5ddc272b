import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What proves that an app instance is gone: the service refuses calls about it just as if they were not allowed. */
export function listAppInstances(scope: Construct): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['chime:ListAppInstances'],
    resources: [Stack.of(scope).formatArn({ service: 'chime', resource: 'app-instance', resourceName: '*' })],
  });
}
