import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnAppInstance } from 'aws-cdk-lib/aws-chime';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import {
  AppInstanceAdmin,
  Channel,
  ChannelFlow,
  type ChannelFlowCoverageOptions,
  ChannelFlowProvider,
  ChannelFlowProvisioning,
  ChimeBearer,
  MessagingStreamingConfiguration,
  type ProviderFunctionOptions,
} from '../src';
import {
  CHANNEL_ARN,
  existingAppInstance,
  FLOW_ARN,
  newApp,
  newAppInstance,
  newChannel,
  newUser,
  parameter,
  USER_ARN,
} from './support';

jest.mock('aws-cdk-lib/aws-lambda', () => {
  const actual = jest.requireActual<typeof lambda>('aws-cdk-lib/aws-lambda');
  const value = jest.fn(actual.determineLatestNodeRuntime);
  return Object.create(actual, { determineLatestNodeRuntime: { value } }) as typeof lambda;
});

interface ValidationReport {
  readonly pluginReports: {
    readonly pluginName: string;
    readonly violations: {
      readonly ruleName: string;
      readonly violatingConstructs: { readonly constructPath: string }[];
    }[];
  }[];
}

/** The unacknowledged findings of cdk-nag for an app, as a user sees them. */
function findingsIn(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const output = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    app.synth();
  } catch {
    // findings stop the synthesis; they are in the report
  } finally {
    output.mockRestore();
  }
  const text = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
  const report = (JSON.parse(text) as ValidationReport).pluginReports.find(
    ({ pluginName }) => pluginName === 'AwsSolutions',
  );
  if (!report) throw new Error('cdk-nag did not run');
  return report.violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

/** The newest runtime, which CDK may not select yet. */
function newestRuntime(): lambda.Runtime {
  const versions = lambda.Runtime.ALL.filter(({ name }) => /^nodejs\d+\.x$/.test(name));
  return versions.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true })).at(-1)!;
}

/** A function without cdk-nag findings. */
function newCleanFunction(scope: Construct, id = 'Moderate'): lambda.Function {
  return new lambda.Function(scope, id, {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: newestRuntime(),
    role: new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
  });
}

test('there is nothing against a flow, an association and a look-up', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const appInstance = newAppInstance(stack);
  const bearer = ChimeBearer.appInstanceUser(newUser(stack, appInstance));
  const flow = new ChannelFlow(stack, 'Flow', {
    appInstance,
    processors: [{ function: newCleanFunction(stack) }],
    disassociateOnDelete: bearer,
  });
  flow.addAssociation('Lobby', { channel: newChannel(stack, appInstance), bearer });
  ChannelFlow.fromChannelFlowName(stack, 'LookedUp', { appInstance, channelFlowName: 'moderation' });
  flow.onProcessorInvocationFailure('Failed');

  expect(findingsIn(app)).toEqual([]);
});

test('there is nothing against an admin, and those who act as it', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const appInstance = newAppInstance(stack);
  const { bearer } = new AppInstanceAdmin(stack, 'Admin', {
    appInstance,
    member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
  });
  new ChannelFlow(stack, 'Flow', {
    appInstance,
    processors: [{ function: newCleanFunction(stack) }],
    disassociateOnDelete: bearer,
  }).addAssociation('Lobby', { channel: newChannel(stack, appInstance), bearer });

  expect(findingsIn(app)).toEqual([]);
});

test.each<[string, (stack: Stack, appInstance: CfnAppInstance) => Partial<ChannelFlowCoverageOptions>]>([
  ['', () => ({})],
  [
    ' with detection',
    (stack, appInstance) => ({
      detection: new MessagingStreamingConfiguration(stack, 'Streaming', {
        appInstance,
        channelStream: streamOf(stack),
      }),
    }),
  ],
  [' with a key and a VPC', (stack) => ({ encryptionKey: keyOf(stack), vpc: vpcOf(stack) })],
  [
    ' with the alias of a key',
    (stack) => ({ encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/chat') }),
  ],
])('there is nothing against a coverage%s', (_, options) => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const appInstance = newAppInstance(stack);
  const { bearer } = new AppInstanceAdmin(stack, 'Admin', {
    appInstance,
    member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
  });
  const flow = new ChannelFlow(stack, 'Flow', {
    appInstance,
    processors: [{ function: newCleanFunction(stack) }],
    disassociateOnDelete: bearer,
  });
  flow.addCoverage('Coverage', { bearers: [bearer], ...options(stack, appInstance) });

  expect(findingsIn(app)).toEqual([]);
});

test('there is nothing against a streaming configuration', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  new MessagingStreamingConfiguration(stack, 'Streaming', {
    appInstance: newAppInstance(stack),
    channelStream: streamOf(stack),
  });

  expect(findingsIn(app)).toEqual([]);
});

test('there is nothing against a native flow', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  new ChannelFlow(stack, 'Flow', {
    appInstance: existingAppInstance(stack),
    processors: [{ function: newCleanFunction(stack) }],
    provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
  });

  expect(findingsIn(app)).toEqual([]);
});

test('there is nothing against a flow across stacks and nested stacks', () => {
  const app = newApp();
  const base = new Stack(app, 'Base');
  const appInstance = newAppInstance(base);
  const fn = newCleanFunction(base);
  const chat = new Stack(app, 'Chat');
  for (const scope of [chat, new NestedStack(chat, 'Nested')]) {
    new ChannelFlow(scope, 'Flow', { appInstance, processors: [{ function: fn }] });
  }

  expect(findingsIn(app)).toEqual([]);
});

test('there are no findings for values that are known only at deployment', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  ChannelFlow.fromChannelFlowArn(stack, 'Flow', parameter(stack, 'FlowArn')).addAssociation('Lobby', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });

  expect(findingsIn(app)).toEqual([]);
});

test.each([
  ['in a VPC', (stack) => ({ vpc: vpcOf(stack) })],
  ['with a role of the user, in a VPC', (stack) => ({ role: roleOf(stack), vpc: vpcOf(stack) })],
  [
    'with a log group of the user',
    (stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'ours') }),
  ],
] as [string, (stack: Stack) => ProviderFunctionOptions][])(
  'there is nothing against a provider %s',
  (_, options) => {
    const app = newApp();
    const stack = new Stack(app, 'Chat');
    new ChannelFlow(stack, 'Flow', {
      appInstance: existingAppInstance(stack),
      processors: [{ function: newCleanFunction(stack) }],
      provider: new ChannelFlowProvider(stack, 'Provider', options(stack)),
    });

    expect(findingsIn(app)).toEqual([]);
  },
);

test('there is nothing against the runtime that CDK chooses, where cdk-nag knows a newer one', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const fn = newCleanFunction(stack);
  // as after each release of Node.js: CDK has a newer runtime than the one it selects, here for providers and guard
  const older = lambda.Runtime.NODEJS_20_X;
  const choice = jest.mocked(lambda.determineLatestNodeRuntime);
  choice.mockReturnValueOnce(older).mockReturnValueOnce(older).mockReturnValueOnce(older);
  const flow = new ChannelFlow(stack, 'Flow', {
    appInstance: existingAppInstance(stack),
    processors: [{ function: fn }],
  });
  flow.addAssociation('Lobby', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });

  expect(findingsIn(app)).toEqual([]);
  Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::Function', { Runtime: older.name }, 3);
});

test('an older runtime that the app chooses is still found', () => {
  const app = newApp();
  new ChannelFlowProvider(new Stack(app, 'Chat'), 'Provider', { runtime: lambda.Runtime.NODEJS_20_X });

  expect(findingsIn(app)).toEqual(['AwsSolutions-L1 Chat/Provider/Function/Resource']);
});

test('findings of others still appear, next to the library and with its wildcards', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const flow = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN);
  flow.addAssociation('Lobby', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });
  new s3.Bucket(stack, 'Bucket');
  flow.grants.callback(new iam.User(stack, 'Backend'));

  expect(findingsIn(app)).toEqual(
    expect.arrayContaining([
      'AwsSolutions-S1 Chat/Bucket/Resource',
      `AwsSolutions-IAM5[Resource::${CHANNEL_ARN.replace('lobby', '*')}] Chat/Backend/DefaultPolicy/Resource`,
    ]),
  );
});

test("findings in statements that others add to the library's policies still appear", () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const provider = new ChannelFlowProvider(stack, 'Provider');
  (provider.role as iam.Role).addToPolicy(
    new iam.PolicyStatement({ actions: ['chime:*'], resources: ['*'] }),
  );

  expect(findingsIn(app)).toEqual([
    'AwsSolutions-IAM5[Action::chime:*] Chat/Provider/Role/DefaultPolicy/Resource',
    'AwsSolutions-IAM5[Resource::*] Chat/Provider/Role/DefaultPolicy/Resource',
  ]);
});

function vpcOf(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-1'],
  });
}

function streamOf(stack: Stack): kinesis.IStream {
  return new kinesis.Stream(stack, 'Stream', {
    streamName: 'chime-messaging-channels',
    streamMode: kinesis.StreamMode.ON_DEMAND,
    encryption: kinesis.StreamEncryption.MANAGED,
  });
}

function keyOf(stack: Stack): kms.IKey {
  return new kms.Key(stack, 'Key', { enableKeyRotation: true });
}

function roleOf(stack: Stack): iam.IRole {
  return new iam.Role(stack, 'ProviderRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}
