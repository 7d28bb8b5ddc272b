/** The template of this library's flows, written with L1s: the minimum that it takes. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CfnDeletionPolicy, CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission, determineLatestNodeRuntime } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';

const PACKAGE = dirname(createRequire(__filename).resolve('cdk-chime-sdk-messaging/package.json'));

synthesize((stack, count) => {
  const role = newRole(stack);
  const provider = newProvider(stack, role);
  const policy = newPolicy(stack, role);
  const permission = new CfnPermission(stack, 'Permission', {
    action: 'lambda:InvokeFunction',
    functionName: FUNCTION_ARN,
    principal: 'messaging.chime.amazonaws.com',
    sourceAccount: stack.account,
    sourceArn: `${APP_INSTANCE_ARN}*`,
  });
  for (let index = 0; index < count; index++) {
    const flow = new CfnResource(stack, `Flow${index}`, {
      type: 'Custom::ChimeChannelFlow',
      properties: {
        ServiceToken: provider.attrArn,
        ServiceTimeout: 1080,
        AppInstanceArn: APP_INSTANCE_ARN,
        Name: `Flow${index}`,
        Processors: [{ Name: 'Moderator', FunctionArn: FUNCTION_ARN, FallbackAction: 'ABORT' }],
      },
    });
    flow.addResourceDependency(policy);
    flow.addResourceDependency(permission);
  }
});

function newRole(stack: Stack) {
  const logGroup = new CfnLogGroup(stack, 'LogGroup', { retentionInDays: 30 });
  logGroup.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  logGroup.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  const role = new CfnRole(stack, 'Role', {
    assumeRolePolicyDocument: document(
      allow('sts:AssumeRole', { Principal: { Service: 'lambda.amazonaws.com' } }),
    ),
    policies: [
      {
        policyName: 'Run',
        policyDocument: document(
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { Resource: logGroup.attrArn }),
        ),
      },
    ],
  });
  return { logGroup, role };
}

function newProvider(stack: Stack, { logGroup, role }: ReturnType<typeof newRole>) {
  const code = new Asset(stack, 'Code', { path: join(PACKAGE, 'assets', 'channel-flow') });
  const provider = new CfnFunction(stack, 'Provider', {
    architectures: ['arm64'],
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    description: 'Creates, updates and deletes Amazon Chime SDK channel flows',
    handler: 'index.handler',
    loggingConfig: { logGroup: logGroup.ref },
    memorySize: 256,
    role: role.attrArn,
    runtime: determineLatestNodeRuntime(stack).name,
    timeout: 300,
  });
  provider.addResourceDependency(role);
  return provider;
}

function newPolicy(stack: Stack, { role }: ReturnType<typeof newRole>) {
  const flows = `${APP_INSTANCE_ARN}/channel-flow/*`;
  return new CfnPolicy(stack, 'Policy', {
    policyName: 'ManageFlows',
    policyDocument: document(
      allow(['chime:CreateChannelFlow', 'chime:ListChannelFlows'], { Resource: [APP_INSTANCE_ARN, flows] }),
      allow(
        [
          'chime:ListChannelsAssociatedWithChannelFlow',
          'chime:ListTagsForResource',
          'chime:TagResource',
          'chime:UntagResource',
          'chime:UpdateChannelFlow',
        ],
        { Resource: flows },
      ),
      allow('chime:DeleteChannelFlow', { Resource: [flows, `${APP_INSTANCE_ARN}/channel/*`] }),
      allow('chime:ListAppInstances', {
        Resource: `arn:${stack.partition}:chime:${stack.region}:${stack.account}:app-instance/*`,
      }),
    ),
    roles: [role.ref],
  });
}

function document(...Statement: object[]) {
  return { Statement, Version: '2012-10-17' };
}

function allow(Action: string | string[], rest: object) {
  return { Action, Effect: 'Allow', ...rest };
}
