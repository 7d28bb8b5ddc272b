import {
  Annotations as CdkAnnotations,
  type App,
  CfnParameter,
  CustomResource,
  Duration,
  Lazy,
  NestedStack,
  PropertyInjectors,
  RemovalPolicy,
  RemovalPolicies,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnAppInstanceUser, CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AppInstance,
  AppInstanceAdmin,
  ChannelFlow,
  ChannelFlowCoverage,
  type ChannelFlowCoverageOptions,
  ChannelFlowCoverageProvider,
  type ChannelFlowCoverageProps,
  ChannelFlowProvisioning,
  ChannelMode,
  ChannelPrivacy,
  ChimeBearer,
  type IChannelFlow,
  type IChannelFlowCoverage,
  type IMessagingStreamingConfiguration,
  MessagingStreamingConfiguration,
} from '../src';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  ENV,
  existingAppInstance,
  FLOW_ARN,
  FUNCTION_ARN,
  lazily,
  newApp,
  newAppInstance,
  newFlow,
  newStack,
  newUser,
  OTHER_APP_INSTANCE_ARN,
  parameter,
  USER_ARN,
} from './support';

const COVERAGE = 'Custom::ChimeChannelFlowCoverage';
const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/k';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/sweep';

const alice = ChimeBearer.fromArn(USER_ARN);
const bot = ChimeBearer.fromArn(BOT_ARN);

/** A flow with `disassociateOnDelete`, in an existing app instance. */
function coveredFlow(stack: Stack): ChannelFlow {
  return newFlow(stack, { disassociateOnDelete: alice });
}

/** A coverage by such a flow as Alice, unless the test says otherwise. */
function newCoverage(stack: Stack, options: Partial<ChannelFlowCoverageOptions> = {}): ChannelFlowCoverage {
  return coveredFlow(stack).addCoverage('Coverage', { bearers: [alice], ...options });
}

/** Covers channels with an existing flow. */
function coverageOf(stack: Stack, props: Partial<ChannelFlowCoverageProps>): ChannelFlowCoverage {
  return new ChannelFlowCoverage(stack, 'Coverage', {
    channelFlow: ChannelFlow.fromChannelFlowArn(stack, 'Imported', FLOW_ARN),
    bearers: [alice],
    ...props,
  });
}

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

function resourcesOf(stack: Stack): Record<string, Resource> {
  return (Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources;
}

/** Every statement of the inline policies of a role. */
function statementsOf(stack: Stack, role: RegExp): Record<string, unknown>[] {
  return Object.values(resourcesOf(stack)).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::IAM::Policy' || !role.test(JSON.stringify(Properties.Roles))) return [];
    return (Properties.PolicyDocument as { Statement: Record<string, unknown>[] }).Statement;
  });
}

describe('the resources', () => {
  test('a coverage has a bucket, a function, a schedule and a custom resource', () => {
    const stack = newStack({ env: ENV });
    const coverage: IChannelFlowCoverage = newCoverage(stack);

    const template = Template.fromStack(stack);
    const [resource] = Object.values(template.findResources(COVERAGE)) as [Resource];
    expect(resource.Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ChimeChannelFlowCoverageProvider/), 'Arn'] },
      ServiceTimeout: 1080,
      ChannelFlowArn: { Ref: expect.stringMatching(/^Flow/) as unknown },
      Bearers: [USER_ARN],
      SweepInterval: '300',
      CallsPerSecond: '3',
      BucketName: { Ref: expect.stringMatching(/^FlowCoverageState/) as unknown },
    });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { BUCKET_NAME: { Ref: Match.stringLikeRegexp('^FlowCoverageState') } } },
      MemorySize: 256,
      Timeout: 900,
    });
    expect(stack.resolve(coverage.channelFlowArn)).toEqual(resource.Properties.ChannelFlowArn);
  });

  test('the bucket is private, encrypted, reached by TLS only, without versions, and goes with the stack', () => {
    const stack = newStack();
    newCoverage(stack);

    const template = Template.fromStack(stack);
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    expect(bucket).toEqual({
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ],
      },
    });
  });

  test('a coverage has sixteen resources, of which the next one shares five', () => {
    const counts = [0, 1, 2].map((count) => {
      const stack = newStack({ env: ENV });
      const flows = ['One', 'Two'].map((id) => newFlow(stack, { disassociateOnDelete: alice }, id));
      for (const flow of flows.slice(0, count)) flow.addCoverage('Coverage', { bearers: [alice] });
      return Object.keys(resourcesOf(stack)).length;
    });

    expect([counts[1]! - counts[0]!, counts[2]! - counts[1]!]).toEqual([16, 11]);
  });

  test('the schedule is deleted before the coverage, and the coverage before all that it needs', () => {
    const stack = newStack();
    newCoverage(stack);

    const resources = resourcesOf(stack);
    const [[id, { DependsOn }]] = Object.entries(resources).filter(([, { Type }]) => Type === COVERAGE) as [
      [string, Resource],
    ];
    const [rule] = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rule!.DependsOn).toEqual([id]);
    const policies = Object.keys(resources).filter((key) => /^Chime(Sweep|Coverage|CheckCoverage)/.test(key));
    expect(policies).toHaveLength(4);
    expect(DependsOn).toEqual(
      expect.arrayContaining([...policies, expect.stringMatching(/^FlowCoverageSweepFunction/)]),
    );
  });

  test('the bearers of a coverage are promoted before it begins', () => {
    const stack = newStack();
    const appInstance = newAppInstance(stack);
    const { bearer } = new AppInstanceAdmin(stack, 'Admin', {
      appInstance,
      member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
    });
    newFlow(stack, { appInstance, disassociateOnDelete: bearer }).addCoverage('Coverage', {
      bearers: [bearer],
    });

    Template.fromStack(stack).hasResourceProperties(COVERAGE, {
      Bearers: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Admin'), 'MemberArn'] }],
    });
  });

  test('what to cover, and how, can be chosen', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, {
      bearers: [alice, bot],
      channels: { namePrefix: 'ticket-', privacy: ChannelPrivacy.PRIVATE, mode: ChannelMode.RESTRICTED },
      sweepInterval: Duration.hours(1),
      callsPerSecond: 7.5,
      memorySize: 1024,
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(COVERAGE, {
      Bearers: [USER_ARN, BOT_ARN],
      Channels: { NamePrefix: 'ticket-', Privacy: 'PRIVATE', Mode: 'RESTRICTED' },
      SweepInterval: '3600',
      CallsPerSecond: '7.5',
    });
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024, Timeout: 900 });
  });

  test.each([
    ['us-east-1', '3'],
    ['eu-central-1', '1.5'],
    [undefined, '1.5'],
  ])('by default, the calls in Region %s are %s a second', (region, CallsPerSecond) => {
    const stack = newStack({ env: { region } });
    coverageOf(stack, {
      channelFlow: ChannelFlow.fromChannelFlowArn(stack, 'Flow', lazily(FLOW_ARN)),
      bearers: [ChimeBearer.fromArn(lazily(USER_ARN))],
    });

    Template.fromStack(stack).hasResourceProperties(COVERAGE, { CallsPerSecond });
  });

  test('where only the ARN of the app instance tells the Region, the calls are those of that one', () => {
    const stack = newStack();
    newCoverage(stack);

    Template.fromStack(stack).hasResourceProperties(COVERAGE, { CallsPerSecond: '3' });
  });

  test('settings may be known at deployment only', () => {
    const stack = newStack();
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    newCoverage(stack, {
      channels: { namePrefix: parameter(stack, 'Prefix') },
      sweepInterval: Duration.seconds(number('Interval')),
      callsPerSecond: number('Rate'),
    });

    Template.fromStack(stack).hasResourceProperties(COVERAGE, {
      Channels: { NamePrefix: { Ref: 'Prefix' } },
      SweepInterval: { Ref: 'Interval' },
      CallsPerSecond: { Ref: 'Rate' },
    });
  });
});

describe('the permissions', () => {
  const onState = (...keys: string[]) =>
    keys.map((key) => ({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^FlowCoverageState/), 'Arn'] }, `/${key}`]],
    }));
  const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^FlowCoverageState/) as unknown, 'Arn'] };
  const [channels, flows] = [`${APP_INSTANCE_ARN}/channel/*`, `${APP_INSTANCE_ARN}/channel-flow/*`];

  test('the function that sweeps may act as its bearers on the channels and flows of its app instance', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { bearers: [alice, bot] });

    const onChannels = [
      'chime:AssociateChannelFlow',
      'chime:DescribeChannel',
      'chime:DisassociateChannelFlow',
    ];
    const allow = (Action: unknown, Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
    expect(statementsOf(stack, /FlowCoverageSweepRole/)).toEqual([
      allow(['s3:GetObject', 's3:PutObject'], onState('state.json', 'index')),
      allow('s3:ListBucket', bucket),
      allow(
        ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
        [APP_INSTANCE_ARN, flows],
      ),
      allow(onChannels, [channels, flows]),
      allow([...onChannels, 'chime:ListChannels'], [USER_ARN, BOT_ARN]),
    ]);
  });

  test('the provider may write and empty the bucket, and check the bearers', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { bearers: [alice, bot] });

    const allow = (Action: unknown, Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
    expect(statementsOf(stack, /CoverageProviderRole/)).toEqual([
      allow('s3:DeleteObject', onState('state.json', 'detection.json', 'index')),
      allow(['s3:GetObject', 's3:PutObject'], onState('state.json', 'detection.json')),
      allow('s3:ListBucket', bucket),
      allow('chime:ListChannels', [USER_ARN, BOT_ARN]),
      allow('cloudformation:DescribeStacks', { Ref: 'AWS::StackId' }),
    ]);
  });

  test.each([25, 40])(
    '%d bearers fit into the policies of the role, or synthesis says what to do',
    (count) => {
      const stack = newStack({ env: ENV });
      const bearers = Array.from({ length: count }, (_, id) =>
        ChimeBearer.fromArn(`${APP_INSTANCE_ARN}/user/${`${id}`.padStart(36, '0')}`),
      );
      newCoverage(stack, { bearers });

      const synthesis = () => Template.fromStack(stack);
      if (count === 25) {
        expect(synthesis).not.toThrow();
      } else {
        expect(synthesis).toThrow(
          /Coverage\/Sweep\/Role must fit .* and fewer bearers per coverage; or pass/,
        );
      }
    },
  );

  test('nobody may act as every user or bot', () => {
    const stack = newStack();
    newCoverage(stack);

    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/\/(user|bot)\/\*/);
  });

  test('both may use the key that encrypts the bucket, and nothing else of it', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY_ARN } },
        ],
      },
    });
    for (const role of [/FlowCoverageSweepRole/, /CoverageProviderRole/]) {
      const ofKey = statementsOf(stack, role).filter(({ Resource }) => Resource === KEY_ARN);
      expect(ofKey).toEqual([
        { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: KEY_ARN },
      ]);
    }
  });

  test('a key of the stack keeps its policy', () => {
    const policies = [false, true].map((isUsed) => {
      const stack = newStack();
      const encryptionKey = new kms.Key(stack, 'Key');
      newCoverage(stack, isUsed ? { encryptionKey } : {});
      const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key')) as [Resource];
      return key.Properties.KeyPolicy;
    });

    expect(policies[1]).toEqual(policies[0]);
  });

  test('a role that cannot be changed is told what to allow', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { role: iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false }) });

    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage/Sweep',
      Match.stringLikeRegexp(
        `cannot be changed by this app: make sure that it allows .*chime:ListChannels on ${USER_ARN}`,
      ),
    );
  });
});

describe('the function and the bucket', () => {
  test('the function may run in a VPC, and then reaches the bucket and the service from there', () => {
    const stack = newStack({ env: ENV });
    const coverage = newCoverage(stack, { vpc: new ec2.Vpc(stack, 'Vpc') });
    coverage.connections.allowToAnyIpv4(ec2.Port.tcp(443));

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 900,
      VpcConfig: { SecurityGroupIds: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) }),
            ]),
          },
        },
      ],
    });
  });

  test('fails for connections without a VPC', () => {
    expect(() => newCoverage(newStack()).connections).toThrow(
      "'connections' needs a function in a VPC, got none: set 'vpc'",
    );
  });

  test('a coverage may have a provider of its own', () => {
    const stack = newStack();
    const provider = new ChannelFlowCoverageProvider(stack, 'Ours', { memorySize: 512 });
    newCoverage(stack, { provider });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
    template.hasResourceProperties(COVERAGE, {
      ServiceToken: stack.resolve(provider.serviceToken) as unknown,
    });
  });

  /** A stack that injects other properties into the constructs of a class. */
  function stackThatInjects(constructUniqueId: string, injected: object): Stack {
    const stack = newStack({ env: ENV });
    PropertyInjectors.of(stack).add({
      constructUniqueId,
      inject: (props: object) => ({ ...props, ...injected }),
    });
    return stack;
  }

  test('a property injector of buckets may choose how its accesses are logged, and neither versions, which nothing would delete, nor a name', () => {
    const stack = newStack({ env: ENV });
    const serverAccessLogsBucket = s3.Bucket.fromBucketName(stack, 'Logs', 'logs-of-others');
    PropertyInjectors.of(stack).add({
      constructUniqueId: s3.Bucket.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({
        ...props,
        bucketName: 'state',
        removalPolicy: RemovalPolicy.RETAIN,
        serverAccessLogsBucket,
        serverAccessLogsPrefix: 'logs',
        versioned: true,
      }),
    });
    newCoverage(stack);

    const template = Template.fromStack(stack);
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        LoggingConfiguration: { DestinationBucketName: 'logs-of-others', LogFilePrefix: 'logs' },
      },
    });
    expect((bucket as Resource).Properties).not.toHaveProperty('VersioningConfiguration');
    expect((bucket as Resource).Properties).not.toHaveProperty('BucketName');
    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp(
        "ignores 'bucketName', 'removalPolicy', 'versioned' of a property injector: it configures its bucket itself",
      ),
    );
  });

  test('a property injector of buckets may not have accesses logged in the bucket itself, as nothing would delete them', () => {
    const stack = stackThatInjects(s3.Bucket.PROPERTY_INJECTION_ID, { serverAccessLogsPrefix: 'logs' });
    newCoverage(stack);

    const [bucket] = Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket'));
    expect((bucket as Resource).Properties).not.toHaveProperty('LoggingConfiguration');
    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp("ignores 'serverAccessLogsPrefix' of a property injector"),
    );
  });

  test('the key that a property injector gives to buckets can be used as well', () => {
    const stack = newStack({ env: ENV });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    PropertyInjectors.of(stack).add({
      constructUniqueId: s3.Bucket.PROPERTY_INJECTION_ID,
      inject: (props: s3.BucketProps) => ({ encryptionKey, encryption: s3.BucketEncryption.KMS, ...props }),
    });
    newCoverage(stack);

    const resources = statementsOf(stack, /FlowCoverageSweepRole/).map(({ Resource }) => Resource);
    expect(resources).toContain(KEY_ARN);
  });

  test('a property injector of rules may name the schedule, and changes nothing of when it invokes what', () => {
    const stack = newStack({ env: ENV });
    const other = lambda.Function.fromFunctionArn(stack, 'Other', FUNCTION_ARN);
    PropertyInjectors.of(stack).add({
      constructUniqueId: events.Rule.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({
        ...props,
        enabled: false,
        eventPattern: { source: ['theirs'] },
        ruleName: 'theirs',
        schedule: events.Schedule.rate(Duration.hours(1)),
        targets: [new targets.LambdaFunction(other)],
      }),
    });
    newCoverage(stack);

    const [rule] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')) as [Resource];
    expect(rule.Properties).toEqual({
      Description: expect.any(String),
      Name: 'theirs',
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [expect.objectContaining({ Id: 'Target0' })],
    });
    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp(
        "ignores 'enabled', 'eventPattern', 'schedule', 'targets' of a property injector: it configures its rule itself",
      ),
    );
  });

  test('a property injector of functions may put the function into a VPC', () => {
    const stack = newStack({ env: ENV });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    PropertyInjectors.of(stack).add({
      constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({ vpc, ...props }),
    });
    newCoverage(stack);

    Template.fromStack(stack).resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Timeout: 900, VpcConfig: Match.anyValue() },
      1,
    );
  });

  test('a property injector changes the properties of coverages', () => {
    const stack = stackThatInjects(ChannelFlowCoverage.PROPERTY_INJECTION_ID, {
      sweepInterval: Duration.hours(1),
    });
    newCoverage(stack);

    Template.fromStack(stack).hasResourceProperties(COVERAGE, { SweepInterval: '3600' });
  });
});

describe('detection', () => {
  /** The streaming that reports the channels of the existing app instance. */
  function newStreaming(stack: Stack, props: kinesis.StreamProps = {}): IMessagingStreamingConfiguration {
    return new MessagingStreamingConfiguration(stack, 'Streaming', {
      appInstance: existingAppInstance(stack),
      channelStream: new kinesis.Stream(stack, 'Stream', {
        streamName: 'chime-messaging-channels',
        streamMode: kinesis.StreamMode.ON_DEMAND,
        ...props,
      }),
    });
  }

  const STREAM = { 'Fn::GetAtt': [expect.stringMatching(/^Stream/) as unknown, 'Arn'] };

  test('another key adds policies for the new bucket, and changes none for the former one', () => {
    const idsWith = (encryptionKey?: string) => {
      const stack = newStack({ env: ENV });
      newCoverage(stack, {
        encryptionKey: encryptionKey ? kms.Key.fromKeyArn(stack, 'Key', encryptionKey) : undefined,
        detection: newStreaming(stack),
      });
      const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
      const ofState = policies.filter(([, policy]) => JSON.stringify(policy).includes('s3:GetObject'));
      expect(ofState).toHaveLength(3); // of provider, sweeps, and detection
      return ofState.map(([id]) => id);
    };
    const ids = [idsWith(), idsWith(KEY_ARN), idsWith(`${KEY_ARN}2`)].flat();

    expect(new Set(ids).size).toBe(9);
  });

  test('a function gets what the stream tells of channels of the app instance, and nothing else', () => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { detection: newStreaming(stack) });

    const [mapping] = Object.values(resourcesOf(stack)).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    );
    const filter = (payload: object) => ({
      Pattern: JSON.stringify({
        data: { EventType: ['CREATE_CHANNEL', 'UPDATE_CHANNEL'], Payload: payload },
      }),
    });
    const ChannelArn = [{ prefix: `${APP_INSTANCE_ARN}/channel/` }];
    expect(mapping!.Properties).toEqual({
      BatchSize: 25,
      BisectBatchOnFunctionError: true,
      EventSourceArn: STREAM,
      FilterCriteria: { Filters: [filter({ ChannelArn }), filter({ Channel: { ChannelArn } })] },
      FunctionName: { Ref: expect.stringMatching(/^FlowCoverageDetectionFunction/) as unknown },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 300,
      MaximumRetryAttempts: 1,
      StartingPosition: 'TRIM_HORIZON',
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(COVERAGE, { Detection: 'true', CallsPerSecond: '3' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          BUCKET_NAME: { Ref: Match.stringLikeRegexp('^FlowCoverageState') },
          SWEEP_FUNCTION_NAME: { Ref: Match.stringLikeRegexp('^FlowCoverageSweepFunction') },
        },
      },
      Timeout: 120,
    });
  });

  test.each([
    [Duration.minutes(1), 60],
    [Duration.hours(2), 7_200],
    [Duration.days(30), 604_800],
  ])('records are as old as the interval (%s) at most, and as Lambda allows', (sweepInterval, age) => {
    const stack = newStack({ env: ENV });
    newCoverage(stack, { sweepInterval, detection: newStreaming(stack) });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumRecordAgeInSeconds: age,
    });
  });

  test('what is known at deployment only is accepted: the interval, and the app instance', () => {
    const stack = newStack();
    const arn = parameter(stack, 'AppInstanceArn');
    const appInstance = AppInstance.fromAppInstanceArn(stack, 'Theirs', arn);
    const flow = newFlow(stack, { appInstance, disassociateOnDelete: ChimeBearer.fromArn(lazily(USER_ARN)) });
    const detection = MessagingStreamingConfiguration.fromMessagingStreamingConfigurationAttributes(
      stack,
      'Streaming',
      {
        appInstance,
        channelStream: kinesis.Stream.fromStreamArn(stack, 'Stream', parameter(stack, 'StreamArn')),
      },
    );
    flow.addCoverage('Coverage', {
      bearers: [ChimeBearer.fromArn(lazily(USER_ARN))],
      sweepInterval: Duration.seconds(new CfnParameter(stack, 'Interval', { type: 'Number' }).valueAsNumber),
      detection,
    });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { Ref: 'StreamArn' },
      MaximumRecordAgeInSeconds: 60,
      FilterCriteria: {
        Filters: Match.arrayWith([
          { Pattern: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'AppInstanceArn' }])] } },
        ]),
      },
    });
  });

  test('the mapping is created after the coverage and what its function may do, and deleted before', () => {
    const stack = newStack();
    newCoverage(stack, { detection: newStreaming(stack) });

    const resources = resourcesOf(stack);
    const [coverage] = Object.keys(resources).filter((id) => resources[id]!.Type === COVERAGE);
    const policies = Object.keys(resources).filter((id) => /^ChimeDetect/.test(id));
    const [mapping] = Object.values(resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    );
    expect(policies).toHaveLength(3);
    expect(mapping!.DependsOn).toEqual(expect.arrayContaining([coverage, ...policies]));
  });

  test('its function may look at channels and associate them, and read this stream', () => {
    const stack = newStack({ env: ENV });
    const encryptionKey = new kms.Key(stack, 'Key');
    newCoverage(stack, {
      bearers: [alice, bot],
      detection: newStreaming(stack, { encryption: kinesis.StreamEncryption.KMS, encryptionKey }),
    });

    const allow = (Action: unknown, Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^FlowCoverageState/) as unknown, 'Arn'] };
    const onChannels = ['chime:AssociateChannelFlow', 'chime:DescribeChannel'];
    expect(statementsOf(stack, /FlowCoverageDetectionRole/)).toEqual([
      allow(['s3:GetObject', 's3:PutObject'], { 'Fn::Join': ['', [bucket, '/detection.json']] }),
      allow('s3:ListBucket', bucket),
      allow(onChannels, [`${APP_INSTANCE_ARN}/channel/*`, `${APP_INSTANCE_ARN}/channel-flow/*`]),
      allow([...onChannels, 'chime:ListChannels'], [USER_ARN, BOT_ARN]),
      allow(
        [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        STREAM,
      ),
      allow('kms:Decrypt', { 'Fn::GetAtt': [expect.stringMatching(/^Key/) as unknown, 'Arn'] }),
    ]);
  });

  test.each<[string, (stack: Stack) => kms.IAlias, object]>([
    [
      'of the app, on its key',
      (stack) => new kms.Key(stack, 'Key').addAlias('chat'),
      { Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/) as unknown, 'Arn'] } },
    ],
    [
      'that exist, on whichever key has them',
      (stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/chat'),
      {
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:us-east-1:111122223333:key/*']],
        },
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/chat' } },
      },
    ],
  ])('the keys may be aliases %s', (_, aliasIn, where) => {
    const stack = newStack({ env: ENV });
    const encryptionKey = aliasIn(stack);
    newCoverage(stack, {
      encryptionKey,
      detection: newStreaming(stack, { encryption: kinesis.StreamEncryption.KMS, encryptionKey }),
    });

    const ofKeysIn = (role: RegExp) =>
      statementsOf(stack, role).filter(({ Action }) => String(Action).includes('kms:'));
    const allow = (Action: unknown) => ({ Action, Effect: 'Allow', ...where });
    const forState = allow(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(ofKeysIn(/FlowCoverageSweepRole/)).toEqual([forState]);
    expect(ofKeysIn(/CoverageProviderRole/)).toEqual([forState]);
    expect(ofKeysIn(/FlowCoverageDetectionRole/)).toEqual([forState, allow('kms:Decrypt')]);
  });

  test('its function shares the options of the other one, and its connections', () => {
    const stack = newStack({ env: ENV });
    const coverage = newCoverage(stack, {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      memorySize: 1024,
      detection: newStreaming(stack),
    });

    expect(coverage.connections.securityGroups).toHaveLength(2);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 120,
      MemorySize: 256,
      VpcConfig: Match.anyValue(),
    });
  });

  test('a property injector may choose how the mapping reads, and not what happens to records', () => {
    const stack = newStack({ env: ENV });
    PropertyInjectors.of(stack).add({
      constructUniqueId: lambda.EventSourceMapping.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({ ...props, maxBatchingWindow: Duration.seconds(1), retryAttempts: 100 }),
    });
    newCoverage(stack, { detection: newStreaming(stack) });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 1,
    });
    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp("ignores 'retryAttempts' of a property injector"),
    );
  });

  test('a stream may be in another stack', () => {
    const app = newApp();
    const [data, chat] = [new Stack(app, 'Data', { env: ENV }), new Stack(app, 'Chat', { env: ENV })];
    newCoverage(chat, { detection: newStreaming(data) });

    Template.fromStack(chat).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::ImportValue': Match.anyValue() },
    });
  });

  test('fails for a streaming configuration of another app instance', () => {
    const stack = newStack();
    const detection = new MessagingStreamingConfiguration(stack, 'Streaming', {
      appInstance: AppInstance.fromAppInstanceArn(stack, 'Theirs', OTHER_APP_INSTANCE_ARN),
      channelStream: new kinesis.Stream(stack, 'Stream', { streamName: 'chime-messaging-x', shardCount: 2 }),
    });

    expect(() => newCoverage(stack, { detection })).toThrow(
      `'detection' must be for the app instance of the channel flow, got "${OTHER_APP_INSTANCE_ARN}"`,
    );
  });

  test('fails for a streaming configuration without channel events', () => {
    const stack = newStack();
    const detection = new MessagingStreamingConfiguration(stack, 'Streaming', {
      appInstance: existingAppInstance(stack),
      channelMessageStream: new kinesis.Stream(stack, 'Stream', {
        streamName: 'chime-messaging-x',
        shardCount: 2,
      }),
    });

    expect(() => newCoverage(stack, { detection })).toThrow(
      `'detection' must have a 'channelStream', got "Chat/Streaming": message events do not report new channels`,
    );
  });

  test.each([
    ['has another name', { streamName: 'channels' }, "have a name that begins with 'chime-messaging-'"],
    ['is not encrypted', { encryption: kinesis.StreamEncryption.UNENCRYPTED }, 'have server-side encryption'],
    ['has one shard', { streamMode: undefined, shardCount: 1 }, 'have at least 2 shards'],
  ])('fails at synthesis for a stream that %s', (_, props, rule) => {
    const stack = newStack();
    newCoverage(stack, { detection: newStreaming(stack, props) });

    expect(() => Template.fromStack(stack)).toThrow(`'detection.channelStream' must ${rule}`);
  });

  test('fails for something else', () => {
    const stack = newStack();
    const detection = new kinesis.Stream(stack, 'Stream') as never;

    expect(() => newCoverage(stack, { detection })).toThrow(
      "'detection' must be a MessagingStreamingConfiguration",
    );
  });
});

describe('the metrics', () => {
  test.each<[name: string, metric: keyof IChannelFlowCoverage & `metric${string}`, statistic: string]>([
    ['UncoveredChannels', 'metricUncoveredChannels', 'Maximum'],
    ['SecondsSinceSweep', 'metricSecondsSinceSweep', 'Maximum'],
    ['SweepDuration', 'metricSweepDuration', 'Maximum'],
    ['Failures', 'metricFailures', 'Sum'],
    ['DetectedChannels', 'metricDetectedChannels', 'Sum'],
    ['DetectionFailures', 'metricDetectionFailures', 'Sum'],
  ])('%s is of the function that sweeps', (name, method, statistic) => {
    const stack = newStack();
    const coverage = newCoverage(stack);
    const metric = (coverage[method] as ChannelFlowCoverage['metricFailures'])({ label: 'ours' });

    expect(metric).toMatchObject({
      namespace: ChannelFlowCoverage.METRIC_NAMESPACE,
      metricName: name,
      statistic,
      label: 'ours',
    });
    expect(stack.resolve(metric.dimensions)).toEqual({
      FunctionName: { Ref: expect.stringMatching(/^FlowCoverageSweepFunction/) as unknown },
    });
  });

  test('any metric can be named', () => {
    expect(newCoverage(newStack()).metric('SweepDuration', { statistic: 'p99' })).toMatchObject({
      metricName: 'SweepDuration',
      statistic: 'p99',
    });
  });

  test('fails for a name that is none', () => {
    expect(() => newCoverage(newStack()).metric(5 as never)).toThrow("'metricName' must be a string, got 5");
  });
});

describe('the flow that is covered', () => {
  /** A flow of the native type. */
  function nativeFlow(stack: Stack): CfnChannelFlow {
    return new CfnChannelFlow(stack, 'Native', {
      appInstanceArn: APP_INSTANCE_ARN,
      name: 'moderation',
      processors: [
        {
          name: 'moderate',
          executionOrder: 1,
          fallbackAction: 'ABORT',
          configuration: { lambda: { resourceArn: FUNCTION_ARN, invocationType: 'ASYNC' } },
        },
      ],
    });
  }

  const RULE =
    "'channelFlow' must set 'disassociateOnDelete' or be retained, because its channels keep it when the coverage is deleted";

  test('fails at synthesis if its deletion would fail', () => {
    const stack = newStack();
    newFlow(stack).addCoverage('Coverage', { bearers: [alice] });

    expect(() => Template.fromStack(stack)).toThrow(
      `[Chat/Flow/Coverage] ${RULE}, and the service does not delete a flow that has channels, got "Chat/Flow": set 'disassociateOnDelete'` +
        " to an admin, or call 'applyRemovalPolicy(RemovalPolicy.RETAIN)' on the flow",
    );
  });

  test.each<[string, (stack: Stack) => void]>([
    [
      'by its own property',
      (stack) =>
        newFlow(stack, { removalPolicy: RemovalPolicy.RETAIN }).addCoverage('Coverage', { bearers: [alice] }),
    ],
    [
      'unless its creation fails',
      (stack) =>
        newFlow(stack, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }).addCoverage('Coverage', {
          bearers: [alice],
        }),
    ],
    [
      'afterwards',
      (stack) => {
        const flow = newFlow(stack);
        flow.addCoverage('Coverage', { bearers: [alice] });
        flow.applyRemovalPolicy(RemovalPolicy.RETAIN);
      },
    ],
    [
      'by an aspect',
      (stack) => {
        const flow = newFlow(stack);
        flow.addCoverage('Coverage', { bearers: [alice] });
        RemovalPolicies.of(flow).retain();
      },
    ],
  ])('it may be retained %s', (_, cover) => {
    const stack = newStack();
    cover(stack);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  const DISASSOCIATION = 'cdk-chime-sdk-messaging:coverage-disassociation';

  function promoted(stack: Stack, member: ChimeBearer): AppInstanceAdmin {
    return new AppInstanceAdmin(stack, 'Admin', { appInstance: existingAppInstance(stack), member });
  }

  test.each<
    [string, (stack: Stack, admin: AppInstanceAdmin) => Partial<Record<'flow' | 'coverage', ChimeBearer>>]
  >([
    ['somebody who is not known to be an admin', () => ({ flow: bot })],
    ['the member of an admin, whose demotion does not wait for the flow', () => ({ flow: alice })],
    ['the member of an admin that covers', (_, { bearer }) => ({ flow: alice, coverage: bearer })],
    [
      'what is known at deployment only',
      (stack) => ({ flow: ChimeBearer.fromArn(parameter(stack, 'Bearer')) }),
    ],
  ])('gets a warning if it is disassociated by %s', (_, bearersOf) => {
    const stack = newStack();
    const admin = promoted(stack, alice);
    const { flow, coverage = admin.bearer } = bearersOf(stack, admin);
    newFlow(stack, { disassociateOnDelete: flow }).addCoverage('Coverage', { bearers: [coverage] });

    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp(
        '\'disassociateOnDelete\' of "Chat/Flow" is not known to be an admin, got ".+": a user or bot that is not an' +
          ' admin can disassociate only the channels that it moderates, and deleting the flow fails while another channel has it.' +
          " Pass the 'bearer' of an AppInstanceAdmin, or import an existing admin with" +
          ` AppInstanceAdmin.fromAppInstanceAdminArn\\(\\) \\[ack: ${DISASSOCIATION}]`,
      ),
    );
  });

  test.each<[string, (stack: Stack) => Record<'flow' | 'coverage', ChimeBearer>]>([
    ['a bearer of the coverage', () => ({ flow: bot, coverage: bot })],
    [
      'a bearer of the coverage whose ARN is known at deployment only',
      (stack) => {
        const arn = parameter(stack, 'Bearer');
        return { flow: ChimeBearer.fromArn(arn), coverage: ChimeBearer.fromArn(arn) };
      },
    ],
    ['an admin', (stack) => ({ flow: promoted(stack, alice).bearer, coverage: bot })],
    [
      'an admin, by its ARN',
      (stack) => ({ flow: ChimeBearer.fromArn(promoted(stack, alice).appInstanceAdminArn), coverage: bot }),
    ],
    [
      'an admin that is imported',
      (stack) => ({
        flow: AppInstanceAdmin.fromAppInstanceAdminArn(stack, 'Admin', USER_ARN).bearer,
        coverage: bot,
      }),
    ],
  ])('gets no warning if it is disassociated by %s', (_, bearersOf) => {
    const stack = newStack();
    const { flow, coverage } = bearersOf(stack);
    newFlow(stack, { disassociateOnDelete: flow }).addCoverage('Coverage', { bearers: [coverage] });

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('gets no warning for who would disassociate it if it is retained', () => {
    const stack = newStack();
    const flow = newFlow(stack, { disassociateOnDelete: bot });
    flow.addCoverage('Coverage', { bearers: [alice] });
    RemovalPolicies.of(flow).retain();

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('the warning of who disassociates it can be acknowledged', () => {
    const stack = newStack();
    const flow = newFlow(stack, { disassociateOnDelete: bot });
    const coverage = flow.addCoverage('Coverage', { bearers: [alice] });
    CdkAnnotations.of(coverage).acknowledgeWarning(DISASSOCIATION);

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('fails at synthesis for one that is retained only on deletion, and not when it is replaced', () => {
    const stack = newStack();
    const channelFlow = nativeFlow(stack);
    channelFlow.cfnOptions.deletionPolicy = 'Retain' as never;
    coverageOf(stack, { channelFlow });

    expect(() => Template.fromStack(stack)).toThrow("'channelFlow' must be retained");
  });

  test('fails at synthesis for an L1 that is not retained', () => {
    const stack = newStack();
    coverageOf(stack, { channelFlow: nativeFlow(stack) });

    expect(() => Template.fromStack(stack)).toThrow(
      "'channelFlow' must be retained, because its channels keep it when the coverage is deleted, and the service does not delete a flow" +
        ` that has channels, got "Chat/Native": call 'applyRemovalPolicy(RemovalPolicy.RETAIN)' on the flow`,
    );
  });

  test('fails at synthesis for a flow of the native type that is not retained', () => {
    const stack = newStack();
    newFlow(stack, { provisioning: ChannelFlowProvisioning.CLOUDFORMATION }).addCoverage('Coverage', {
      bearers: [alice],
    });

    expect(() => Template.fromStack(stack)).toThrow("'channelFlow' must be retained");
  });

  test('it may be an L1 that is retained', () => {
    const stack = newStack();
    const channelFlow = nativeFlow(stack);
    channelFlow.applyRemovalPolicy(RemovalPolicy.RETAIN);
    coverageOf(stack, { channelFlow });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(COVERAGE, {
      ChannelFlowArn: { Ref: 'Native' },
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IChannelFlow]>([
    ['by its ARN', (stack) => ChannelFlow.fromChannelFlowArn(stack, 'Import', FLOW_ARN)],
    [
      'at deployment',
      (stack) => ChannelFlow.fromChannelFlowArn(stack, 'Import', parameter(stack, 'FlowArn')),
    ],
    [
      'by its name',
      (stack) =>
        ChannelFlow.fromChannelFlowName(stack, 'Import', {
          appInstance: newAppInstance(stack),
          channelFlowName: 'moderation',
        }),
    ],
  ])('one that is imported %s gets a warning', (_, importFlow) => {
    const stack = newStack();
    importFlow(stack).addCoverage('Coverage', { bearers: [ChimeBearer.fromArn(lazily(USER_ARN))] });

    Annotations.fromStack(stack).hasWarning(
      '/Chat/Import/Coverage',
      Match.stringLikeRegexp(
        '\'channelFlow\' is not defined in this app, got "Chat/Import": its channels keep it when the coverage is deleted, so' +
          ' disassociate the flow from them before you delete it.*coverage-of-import',
      ),
    );
  });

  test.each([
    ['another stack', (stack: Stack) => new Stack(stack.node.scope as App, 'Other', { env: ENV })],
    ['a nested stack', (stack: Stack) => new NestedStack(stack, 'Nested')],
  ])('it may be covered from %s', (_, otherIn) => {
    const stack = newStack({ env: ENV });
    const appInstance = newAppInstance(stack);
    const bearer = ChimeBearer.appInstanceUser(newUser(stack, appInstance));
    const channelFlow = newFlow(stack, { appInstance, disassociateOnDelete: bearer });
    const other = otherIn(stack);
    const coverage = coverageOf(other, { channelFlow, bearers: [bearer] });

    Template.fromStack(other).resourceCountIs(COVERAGE, 1);
    expect(coverage.node.metadata).toEqual([]);
    Template.fromStack(stack).resourceCountIs(COVERAGE, 0);
  });

  test('fails for a second coverage of the same flow', () => {
    const stack = newStack();
    const flow = coveredFlow(stack);
    flow.addCoverage('One', { bearers: [alice] });

    expect(() => flow.addCoverage('Two', { bearers: [bot] })).toThrow(
      `'channelFlow' must not have another coverage, got one in "Chat/Flow/One": pass all bearers to one coverage (in Chat/Flow/Two)`,
    );
  });

  test('fails for a second coverage of the same flow in another stack', () => {
    const app = newApp();
    const [one, two] = [new Stack(app, 'One', { env: ENV }), new Stack(app, 'Two', { env: ENV })];
    const flow = coveredFlow(one);
    flow.addCoverage('Coverage', { bearers: [alice] });
    coverageOf(one, {});

    expect(() => coverageOf(two, { channelFlow: flow })).toThrow(`got one in "One/Flow/Coverage"`);
    expect(() => coverageOf(new Stack(app, 'Three'), {})).toThrow('got one in "One/Coverage"');
  });

  test('fails for a second coverage of a flow that another stack imports by its reference', () => {
    const app = newApp();
    const [one, two] = [new Stack(app, 'One', { env: ENV }), new Stack(app, 'Two', { env: ENV })];
    const flow = coveredFlow(one);
    flow.addCoverage('Coverage', { bearers: [alice] });
    const imported = ChannelFlow.fromChannelFlowArn(two, 'Import', flow.channelFlowArn);

    expect(() => coverageOf(two, { channelFlow: imported })).toThrow('got one in "One/Flow/Coverage"');
  });

  test('two flows of an app instance may have a coverage each, and so may two stages', () => {
    const stack = newStack({ env: ENV });
    coveredFlow(stack).addCoverage('Coverage', { bearers: [alice] });
    newFlow(stack, { disassociateOnDelete: alice }, 'Other').addCoverage('Coverage', { bearers: [alice] });

    expect(() => newCoverage(newStack())).not.toThrow();
    Template.fromStack(stack).resourceCountIs(COVERAGE, 2);
  });
});

describe('a bearer of several coverages', () => {
  /** Coverages of one app instance, each in its own stack, by the same user. */
  function shared(region: string | undefined, ...rates: (number | undefined)[]): Stack[] {
    const app = newApp();
    const env = region === undefined ? undefined : { ...ENV, region };
    const owner = new Stack(app, 'Owner', { env });
    const appInstance = newAppInstance(owner);
    const bearer = ChimeBearer.appInstanceUser(newUser(owner, appInstance));
    return rates.map((callsPerSecond, index) => {
      const stack = index === 0 ? owner : new Stack(app, `Other${index}`, { env });
      newFlow(stack, { appInstance, disassociateOnDelete: bearer }).addCoverage('Coverage', {
        bearers: [bearer],
        callsPerSecond,
      });
      return stack;
    });
  }

  test.each<[string, string | undefined, number[], sum: number, quota: number]>([
    ['two', 'us-east-1', [5, 5.1], 10.1, 10],
    ['two in eu-central-1', 'eu-central-1', [3, 3], 6, 5],
    ['two where the Region is not known', undefined, [8, 8], 16, 10],
  ])('%s with more calls than the service accepts: a warning', (_, region, rates, sum, quota) => {
    const stacks = shared(region, ...rates);

    Annotations.fromStack(stacks[0]!).hasNoWarning('*', Match.anyValue());
    Annotations.fromStack(stacks[1]!).hasWarning(
      '/Other1/Flow/Coverage',
      Match.stringLikeRegexp(
        `'bearers\\[0\\]' must not make more than ${quota} calls per second, got ".*" with ${sum}: ${rates[1]} for this coverage, and` +
          ` ${rates[0]} for "Owner/Flow/Coverage"; give each coverage its own bearers, or lower 'callsPerSecond'.*coverage-bearer-rate`,
      ),
    );
  });

  test.each<[string, sum: number]>([
    ['us-east-1', 12],
    ['eu-central-1', 6],
  ])('four at the default rates in %s: a warning that names all of them', (region, sum) => {
    const stacks = shared(region, undefined, undefined, undefined, undefined);

    const rate = sum / 4;
    const others = ['Owner', 'Other1', 'Other2'].map((stack) => `${rate} for "${stack}/Flow/Coverage"`);
    Annotations.fromStack(stacks[2]!).hasNoWarning('*', Match.stringLikeRegexp('coverage-bearer-rate'));
    Annotations.fromStack(stacks[3]!).hasWarning(
      '/Other3/Flow/Coverage',
      Match.stringLikeRegexp(`with ${sum}: ${rate} for this coverage, and ${others.join(', ')};`),
    );
  });

  test('coverages are counted by stage', () => {
    const app = newApp();
    const stacks = ['Beta', 'Production'].map((name) => {
      const stack = new Stack(new Stage(app, name), 'Chat', { env: ENV });
      newCoverage(stack, { callsPerSecond: 9 });
      return stack;
    });

    for (const stack of stacks) Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each<[string, string | undefined, (number | undefined)[]]>([
    ['the default rates', 'us-east-1', [undefined, undefined, undefined]],
    ['the default rates in eu-central-1', 'eu-central-1', [undefined, undefined, undefined]],
    ['rates that add up to the quota', 'us-east-1', [9.9, 0.1]],
    ['a rate that is known at deployment only', 'us-east-1', [9, Lazy.number({ produce: () => 9 })]],
  ])('%s are accepted', (_, region, rates) => {
    for (const stack of shared(region, ...rates)) {
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('coverage-'));
    }
  });

  test('an admin and its own user are the same', () => {
    const stack = newStack({ env: ENV });
    const admin = new AppInstanceAdmin(stack, 'Admin', {
      appInstance: existingAppInstance(stack),
      member: alice,
    });
    coveredFlow(stack).addCoverage('Coverage', { bearers: [alice], callsPerSecond: 6 });
    coverageOf(stack, { bearers: [bot, admin.bearer], callsPerSecond: 6 });

    Annotations.fromStack(stack).hasWarning(
      '/Chat/Coverage',
      Match.stringLikeRegexp("'bearers\\[1\\]'.* with 12"),
    );
  });

  test('attributes of one resource are different users', () => {
    const stack = newStack({ env: ENV });
    const users = new CustomResource(stack, 'Users', { serviceToken: FUNCTION_ARN });
    const [one, other] = ['One', 'Other'].map((name) => ChimeBearer.fromArn(users.getAttString(name)));
    coverageOf(stack, { bearers: [one!], callsPerSecond: 6 });
    newFlow(stack, { disassociateOnDelete: other }).addCoverage('Coverage', {
      bearers: [other!],
      callsPerSecond: 6,
    });

    Annotations.fromStack(stack).hasNoWarning('/Chat/Flow/Coverage', Match.anyValue());
  });
});

describe('bad input', () => {
  test('an admin and its own user are refused as two bearers', () => {
    const stack = newStack({ env: ENV });
    const appInstance = existingAppInstance(stack);
    const admin = new AppInstanceAdmin(stack, 'Admin', { appInstance, member: alice });

    expect(() => newCoverage(stack, { bearers: [admin.bearer, alice] })).toThrow(
      "'bearers[1]' must not repeat another bearer",
    );
  });

  const TOKEN = lazily(USER_ARN);

  test.each<[string, object, string]>([
    [
      'no bearers',
      { bearers: undefined },
      "'bearers' must be a list of ChimeBearers, for example the bearer of an AppInstanceAdmin, got undefined",
    ],
    [
      'an empty list of bearers',
      { bearers: [] },
      "'bearers' must have at least one user or bot, got none: pass the 'bearer' of an AppInstanceAdmin",
    ],
    ['a bearer instead of a list', { bearers: alice }, "'bearers' must be a list of ChimeBearers"],
    ['an ARN as bearer', { bearers: [USER_ARN] }, "'bearers' must be a list of ChimeBearers"],
    ['a hole in the bearers', { bearers: [alice, , bot] }, "'bearers' must be a list of ChimeBearers"], // eslint-disable-line no-sparse-arrays
    [
      'a bearer twice',
      { bearers: [alice, bot, ChimeBearer.fromArn(USER_ARN)] },
      `'bearers[2]' must not repeat another bearer, because it would make twice the calls, got "${USER_ARN}"`,
    ],
    [
      'a bearer whose ARN is the same token as that of another one',
      { bearers: [ChimeBearer.fromArn(TOKEN), ChimeBearer.fromArn(TOKEN)] },
      "'bearers[1]' must not repeat another bearer, because it would make twice the calls",
    ],
    [
      'a bearer of another app instance',
      { bearers: [alice, ChimeBearer.fromArn(`${OTHER_APP_INSTANCE_ARN}/user/bob`)] },
      `'bearers[1]' must be a user or bot in the app instance of the channel flow, got "${OTHER_APP_INSTANCE_ARN}/user/bob" for`,
    ],
    [
      'a bearer in another Region',
      { bearers: [ChimeBearer.fromArn(USER_ARN.replace('us-east-1', 'eu-central-1'))] },
      `'bearers[0]' must be in the account and Region of the stack, got "account 111122223333, region eu-central-1"`,
    ],
    [
      'an interval below a minute',
      { sweepInterval: Duration.seconds(59) },
      '\'sweepInterval\' must be whole minutes, at least 1, got "59 seconds"',
    ],
    [
      'an interval of parts of minutes',
      { sweepInterval: Duration.seconds(100) },
      '\'sweepInterval\' must be whole minutes, at least 1, got "1 minute 40 seconds"',
    ],
    [
      'an interval that is known only at deployment, in minutes',
      { sweepInterval: Duration.minutes(Lazy.number({ produce: () => 5 })) },
      "'sweepInterval' must be in seconds if it is known only at deployment, got a token in minutes: use Duration.seconds()",
    ],
    [
      'an interval of parts of seconds',
      { sweepInterval: Duration.millis(90_500) },
      "'sweepInterval' must be whole minutes, at least 1",
    ],
    [
      'no interval',
      { sweepInterval: Duration.seconds(0) },
      "'sweepInterval' must be whole minutes, at least 1",
    ],
    ['an interval that is a number', { sweepInterval: 300 }, "'sweepInterval' must be a Duration"],
    ...[0, -1, 0.05, 101, NaN, Infinity].map((rate): [string, object, string] => [
      `a rate of ${rate}`,
      { callsPerSecond: rate },
      `'callsPerSecond' must be 0.1 to 100, got ${rate}`,
    ]),
    ['a rate that is text', { callsPerSecond: '3' }, '\'callsPerSecond\' must be a number, got "3"'],
    [
      'a filter by what listings do not tell',
      { channels: { tag: 'x' } },
      "unknown property 'tag' of 'channels': the properties are 'namePrefix', 'privacy', 'mode'",
    ],
    [
      'another privacy',
      { channels: { privacy: 'SECRET' } },
      '\'channels.privacy\' must be one of PUBLIC, PRIVATE, got "SECRET"',
    ],
    [
      'another mode',
      { channels: { mode: 'OPEN' } },
      "'channels.mode' must be one of UNRESTRICTED, RESTRICTED",
    ],
    [
      'an empty prefix',
      { channels: { namePrefix: '' } },
      "'channels.namePrefix' must have 1 to 256 characters, got 0",
    ],
    [
      'a prefix that is no text',
      { channels: { namePrefix: 5 } },
      "'channels.namePrefix' must be a string, got 5",
    ],
    ['a filter that is none', { channels: 'ticket-' }, "'channels' must be an object"],
    ['a key that is none', { encryptionKey: KEY_ARN }, "'encryptionKey' must be a KMS key"],
    ['too little memory', { memorySize: 64 }, "'memorySize' must be 128 to 10240 whole MiB, got 64"],
    ['another provider', { provider: {} }, "'provider' must be a ChannelFlowCoverageProvider, got {}"],
    ['subnets without a VPC', { vpcSubnets: {} }, "'vpcSubnets' needs 'vpc', got none"],
    ['an unknown property', { interval: 5 }, "unknown property 'interval' of 'props'"],
    ['a property in the spelling of Python', { sweep_interval: 5 }, "did you mean 'sweepInterval'?"],
  ])('fails for %s', (_, options, message) => {
    const stack = newStack({ env: ENV });
    expect(() => newCoverage(stack, options)).toThrow(message);
  });

  test('fails for options that are none', () => {
    expect(() => coveredFlow(newStack()).addCoverage('Coverage', undefined as never)).toThrow(
      "'options' must be an object, got undefined (in Chat/Flow/Coverage)",
    );
  });

  test.each([
    ['no flow', undefined],
    ['an ARN', FLOW_ARN],
  ])('fails for %s as the flow', (_, channelFlow) => {
    expect(() => coverageOf(newStack(), { channelFlow: channelFlow as never })).toThrow(
      "'channelFlow' must be a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow",
    );
  });

  test('fails for a flow whose ARN is that of a channel', () => {
    const channelFlow = { channelFlowRef: { channelFlowArn: CHANNEL_ARN }, env: ENV, node: newStack().node };
    expect(() => coverageOf(newStack(), { channelFlow: channelFlow as never })).toThrow(
      "'channelFlow' must be an ARN of the form '…:app-instance/<id>/channel-flow/<id>'",
    );
  });

  test('fails for a flow in another Region', () => {
    expect(() => coverageOf(newStack({ env: { ...ENV, region: 'eu-central-1' } }), {})).toThrow(
      "'channelFlow' must be in the account and Region of the stack",
    );
  });

  test('fails for a key in another Region', () => {
    const stack = newStack({ env: ENV });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN.replace('us-east-1', 'eu-central-1'));
    expect(() => newCoverage(stack, { encryptionKey })).toThrow(
      "'encryptionKey' must be in the account and Region",
    );
  });

  /** A user that expires after a day. */
  function newGuest(stack: Stack): CfnAppInstanceUser {
    return new CfnAppInstanceUser(stack, 'Guest', {
      appInstanceArn: APP_INSTANCE_ARN,
      appInstanceUserId: 'guest',
      expirationSettings: { expirationCriterion: 'CREATED_TIMESTAMP', expirationDays: 1 },
    });
  }

  test('fails for a bearer that expires', () => {
    const stack = newStack();
    expect(() =>
      newCoverage(stack, { bearers: [alice, ChimeBearer.appInstanceUser(newGuest(stack))] }),
    ).toThrow(
      `'bearers[1]' must not have 'expirationSettings', got "<Chat/Guest>": the service would delete it while it is still needed`,
    );
  });

  test('fails at synthesis for a bearer that was set to expire later', () => {
    const stack = newStack();
    const guest = newGuest(stack);
    const { expirationSettings } = guest;
    guest.expirationSettings = undefined;
    newCoverage(stack, { bearers: [ChimeBearer.appInstanceUser(guest)] });
    guest.expirationSettings = expirationSettings;

    expect(() => Template.fromStack(stack)).toThrow("'bearers[0]' must not have 'expirationSettings'");
  });

  test('options that functions of the app share are left out with a warning', () => {
    const stack = newStack();
    newCoverage(stack, { timeout: Duration.minutes(1) } as object);

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Timeout: 900 });
    Annotations.fromStack(stack).hasWarning(
      '/Chat/Flow/Coverage',
      Match.stringLikeRegexp("ignores 'timeout' of 'props': it configures its function itself"),
    );
  });
});
