import {
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  DeleteMessagingStreamingConfigurationsCommand,
  PutMessagingStreamingConfigurationsCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, type KinesisEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { failure } from './local-stacks';
import { LocalCloud } from '../../../testing/cloud';
import type { PolicyStatement } from '../../../testing/cloud/iam';
import { LocalDeployment, type Template } from '../../../testing/cloudformation';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
const ALICE = `${APP_INSTANCE}/user/alice`;
const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-all';
const ROLE = 'arn:aws:iam::111122223333:role/caller';

/** A function that logs the data that it received. */
const CODE = `
exports.handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    const { EventType, Payload } = JSON.parse(Buffer.from(kinesis.data, 'base64'));
    console.log(EventType + ' ' + (Payload.Content ?? Payload.Name));
  }
};`;

let emulator: ChimeMessagingEmulator;

beforeEach(async () => {
  emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual() });
  emulator.seed({ appInstances: [{ id: 'chat', users: [{ id: 'alice' }] }] });
});
afterEach(async () => emulator.close());

interface Options {
  readonly stream?: kinesis.StreamProps;
  readonly source?: Partial<KinesisEventSourceProps>;
}

function newStack({ stream: streamProps, source }: Options = {}): Stack {
  const stack = new Stack(new App(), 'Streaming');
  const stream = new kinesis.Stream(stack, 'Stream', {
    streamName: 'chime-messaging-all',
    shardCount: 2,
    removalPolicy: RemovalPolicy.DESTROY,
    ...streamProps,
  });
  const reader = new lambda.Function(stack, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(CODE),
  });
  const startingPosition = lambda.StartingPosition.TRIM_HORIZON;
  reader.addEventSource(new KinesisEventSource(stream, { startingPosition, ...source }));
  return stack;
}

function newClient(credentials = { accessKeyId: 'test', secretAccessKey: 'test' }): ChimeSDKMessagingClient {
  return new ChimeSDKMessagingClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
}

const put = new PutMessagingStreamingConfigurationsCommand({
  AppInstanceArn: APP_INSTANCE,
  StreamingConfigurations: [
    { DataType: 'Channel', ResourceArn: STREAM },
    { DataType: 'ChannelMessage', ResourceArn: STREAM },
  ],
});

async function createChannel(client: ChimeSDKMessagingClient, Name: string): Promise<string> {
  const created = await client.send(
    new CreateChannelCommand({ AppInstanceArn: APP_INSTANCE, Name, ChimeBearer: ALICE }),
  );
  return created.ChannelArn!;
}

/** The function's log once all data streamed so far has reached it. */
async function received({ functions }: LocalDeployment): Promise<string[]> {
  await emulator.clock.advance(10_000);
  await functions.idle();
  return functions.logs('Streaming/Reader').filter((line) => /^[A-Z_]+ /.test(line));
}

test('a function of a stack receives what happens in the app instance', async () => {
  const deployment = await LocalDeployment.deploy(newStack(), { emulator });
  const client = newClient();

  await client.send(put);
  const ChannelArn = await createChannel(client, 'support');
  const message = { Content: 'hello', Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;
  await client.send(new SendChannelMessageCommand({ ChannelArn, ChimeBearer: ALICE, ...message }));

  expect(await received(deployment)).toEqual(
    expect.arrayContaining(['CREATE_CHANNEL support', 'CREATE_CHANNEL_MESSAGE hello']),
  );

  await client.send(new DeleteMessagingStreamingConfigurationsCommand({ AppInstanceArn: APP_INSTANCE }));
  await createChannel(client, 'silent');
  expect(await received(deployment)).not.toContain('CREATE_CHANNEL silent');

  await deployment.destroy();
  expect(deployment.cloud.kinesis.all).toHaveLength(0);
});

test('a mapping that is changed goes on where it was, with its new filters', async () => {
  const deployment = await LocalDeployment.deploy(newStack(), { emulator });
  const client = newClient();
  await client.send(put);
  await createChannel(client, 'first');
  await received(deployment);

  const filters = [
    lambda.FilterCriteria.filter({
      data: {
        EventType: lambda.FilterRule.isEqual('CREATE_CHANNEL'),
        Payload: { ChannelArn: lambda.FilterRule.beginsWith(APP_INSTANCE) },
      },
    }),
  ];
  const source = { filters, maxRecordAge: Duration.minutes(5), retryAttempts: 0, bisectBatchOnError: true };
  await deployment.update(newStack({ source: { ...source, reportBatchItemFailures: true } }));
  await createChannel(client, 'second');

  const lines = await received(deployment);
  const channels = lines.filter((line) => line.startsWith('CREATE_CHANNEL '));
  expect(channels).toEqual(['CREATE_CHANNEL first', 'CREATE_CHANNEL second']);
  expect(lines.indexOf('CREATE_CHANNEL second')).toBe(lines.length - 1);
});

test('a stream that is replaced takes its mapping along', async () => {
  const deployment = await LocalDeployment.deploy(newStack(), { emulator });
  await deployment.update(newStack({ stream: { streamName: 'chime-messaging-other' } }));

  const other = deployment.cloud.kinesis.find('chime-messaging-other')!;
  other.put({ partitionKey: 'x', data: Buffer.from('{"EventType":"TEST","Payload":{"Name":"moved"}}') });

  expect(await received(deployment)).toEqual(['TEST moved']);
  expect(deployment.cloud.kinesis.all).toHaveLength(1);
});

test.each<[string, kinesis.StreamProps, string]>([
  ['one shard', { shardCount: 1 }, 'it must have at least two shards, got 1'],
  ['no encryption', { encryption: kinesis.StreamEncryption.UNENCRYPTED }, 'it must be encrypted'],
])('a stream with %s is refused', async (_, stream, problem) => {
  await LocalDeployment.deploy(newStack({ stream }), { emulator });

  await expect(newClient().send(put)).rejects.toMatchObject({
    name: 'BadRequestException',
    message: `Unable to access Kinesis stream: ${problem}`,
  });
});

const SERVICE_ROLE =
  'arn:aws:iam::111122223333:role/aws-service-role/messaging.chime.amazonaws.com/AWSServiceRoleForChimeSDKMessaging';

test.each<[string, PolicyStatement, string[]]>([
  ['that service', { Principal: { AWS: SERVICE_ROLE }, Effect: 'Allow' }, ['CREATE_CHANNEL support']],
  ['the account', { Principal: { AWS: '111122223333' }, Effect: 'Allow' }, ['CREATE_CHANNEL support']],
  ['nobody', { Principal: { AWS: SERVICE_ROLE }, Effect: 'Deny' }, []],
])(
  'a stream with a key has what the service may encrypt: the key policy allows it to %s',
  async (_, statement, lines) => {
    const { kms } = LocalCloud.of(emulator);
    const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/own';
    const reader = { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' } as const;
    const writer = { ...statement, Action: 'kms:GenerateDataKey', Resource: '*' };
    kms.putKey(keyArn, { Statement: [reader, writer] });
    const stack = newStack();
    const stream = stack.node.findChild('Stream').node.defaultChild as kinesis.CfnStream;
    stream.streamEncryption = { encryptionType: 'KMS', keyId: keyArn };
    const deployment = await LocalDeployment.deploy(stack, { emulator });
    const client = newClient();
    await client.send(put);

    await createChannel(client, 'support');

    const channels = (await received(deployment)).filter((line) => line.startsWith('CREATE_CHANNEL '));
    expect(channels).toEqual(lines);
  },
);

const ALL_ACTIONS = [
  'kinesis:PutRecord',
  'kinesis:PutRecords',
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
];
const SERVICE = { 'iam:AWSServiceName': 'messaging.chime.amazonaws.com' };

test.each([
  ['who may do all of it', ALL_ACTIONS, SERVICE, undefined],
  ['who may not write', ALL_ACTIONS.slice(1), SERVICE, 'BadRequestException'],
  ['who may not look', ALL_ACTIONS.slice(0, -1), SERVICE, 'BadRequestException'],
  ['who may create other roles only', ALL_ACTIONS, { 'iam:AWSServiceName': 'x' }, 'BadRequestException'],
])('a caller needs permissions on the stream: one %s', async (_, Action, condition, refusal) => {
  const { iam } = LocalCloud.of(emulator);
  iam.putPrincipal(ROLE);
  iam.putInlinePolicy(ROLE, 'policy', {
    Statement: [
      { Effect: 'Allow', Action: 'chime:PutMessagingStreamingConfigurations', Resource: APP_INSTANCE },
      { Effect: 'Allow', Action, Resource: STREAM },
      {
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: '*',
        Condition: { StringEquals: condition },
      },
    ],
  });

  const outcome = await newClient(iam.credentialsFor(ROLE, 'caller'))
    .send(put)
    .then(
      () => undefined,
      (error: Error) => error.name,
    );

  expect(outcome).toBe(refusal);
});

/** A mapping in a template, with a function and a stream. */
function template(properties: Record<string, unknown>): Template {
  const Policies = [
    {
      PolicyName: 'read',
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'kinesis:*', Resource: '*' }] },
    },
  ];
  return {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies } },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: CODE },
        },
      },
      Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Fn' },
          EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
          StartingPosition: 'TRIM_HORIZON',
          ...properties,
        },
      },
    },
  };
}

test.each<[string, object, string]>([
  [
    'position',
    { StartingPosition: 'FIRST' },
    "'StartingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP, got 'FIRST'",
  ],
  [
    'filter',
    { FilterCriteria: { Filters: [{ Pattern: '{' }] } },
    "'Pattern' must be an event pattern as JSON, got '{'",
  ],
  [
    'matcher',
    { FilterCriteria: { Filters: [{ Pattern: '{"data":[{"cidr":"x"}]}' }] } },
    "the event pattern filter 'cidr' is not supported",
  ],
  ['stream', { EventSourceArn: STREAM }, `Stream not found: ${STREAM}`],
])('a mapping with a wrong %s cannot be created', async (_, properties, message) => {
  const deployed = LocalDeployment.deploy(template({ ...properties }), { emulator });

  expect((await failure(deployed)).message).toContain(message);
});

test.each<[string, Record<string, unknown>]>([
  ['a queue', { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, StartingPosition: undefined }],
  ['a table', { EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } }],
  ['a topic of Kafka', { EventSourceArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/x' }],
])('a mapping of %s is refused before anything is created, and can be stubbed', async (_, properties) => {
  const { Resources } = template(properties);
  const Queue = { Type: 'AWS::SQS::Queue' };
  const Table = { Type: 'AWS::DynamoDB::Table' };
  const source = { Resources: { ...Resources, Queue, Table } };

  await expect(
    LocalDeployment.deploy(source, { emulator, stubs: { types: ['AWS::DynamoDB::Table'] } }),
  ).rejects.toThrow('AWS::Lambda::EventSourceMapping, of a source other than a Kinesis stream (Mapping)');
  const deployment = await LocalDeployment.deploy(source, { emulator, stubs: 'all' });
  expect(deployment.stackStatus).toBe('CREATE_COMPLETE');
});

test('a stream on demand with a retention period of its own is provisioned, and read from a time on', async () => {
  const { Resources } = template({
    StartingPosition: 'AT_TIMESTAMP',
    StartingPositionTimestamp: '0',
    MaximumRecordAgeInSeconds: -1,
    Enabled: 'true',
  });
  Resources.Stream!.Properties = {
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    RetentionPeriodHours: '48',
  };

  const deployment = await LocalDeployment.deploy({ Resources }, { emulator });

  const stream = deployment.cloud.kinesis.find(String(deployment.resource('Stream').physicalId))!;
  expect(stream.openShards).toHaveLength(4);
  expect(stream.definition).toMatchObject({ mode: 'ON_DEMAND', retentionHours: 48 });
  stream.put({ partitionKey: 'x', data: Buffer.from('{"EventType":"TEST","Payload":{"Name":"read"}}') });
  await emulator.clock.advance(1_000);
  await deployment.functions.idle();
  expect(deployment.functions.logs('Fn').join()).toContain('TEST read');
});
