/** The resources that this library makes, by nothing but the constructs of aws-cdk-lib: what it takes at least. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CustomResource, type Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, determineLatestNodeRuntime, Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';

const PACKAGE = dirname(createRequire(__filename).resolve('cdk-chime-sdk-messaging/package.json'));

synthesize((stack, count) => {
  const { serviceToken, policy } = provider(stack);
  const moderator = processor(stack);
  for (let index = 0; index < count; index++) {
    const flow = new CustomResource(stack, `Flow${index}`, {
      resourceType: 'Custom::ChimeChannelFlow',
      serviceToken,
      properties: {
        AppInstanceArn: APP_INSTANCE_ARN,
        Name: `Flow${index}`,
        Processors: [{ Name: 'Moderator', FunctionArn: moderator.functionArn, FallbackAction: 'ABORT' }],
      },
    });
    flow.node.addDependency(policy, moderator);
  }
});

function provider(stack: Stack) {
  const logGroup = new LogGroup(stack, 'LogGroup', { retention: RetentionDays.ONE_MONTH });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const fn = new Function(stack, 'Provider', {
    runtime: determineLatestNodeRuntime(stack),
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(join(PACKAGE, 'assets', 'channel-flow')),
    logGroup,
    role,
  });
  const statements = [
    new PolicyStatement({ actions: ['chime:*ChannelFlow*'], resources: [`${APP_INSTANCE_ARN}/*`] }),
  ];
  const policy = new Policy(stack, 'Policy', { roles: [role], statements });
  return { serviceToken: fn.functionArn, policy };
}

function processor(stack: Stack) {
  const fn = Function.fromFunctionAttributes(stack, 'Moderator', {
    functionArn: FUNCTION_ARN,
    sameEnvironment: true,
  });
  fn.addPermission('Invoke', {
    principal: new ServicePrincipal('messaging.chime.amazonaws.com'),
    sourceAccount: stack.account,
    sourceArn: `${APP_INSTANCE_ARN}*`,
  });
  return fn;
}
