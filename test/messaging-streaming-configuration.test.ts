import { Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import {
  AppInstance,
  type IMessagingStreamingConfiguration,
  MessagingStreamingConfiguration,
  MessagingStreamingConfigurationProvider,
  type MessagingStreamingConfigurationProps,
} from '../src';
import {
  APP_INSTANCE_ARN,
  ENV,
  existingAppInstance,
  newApp,
  newAppInstance,
  newStack,
  OTHER_APP_INSTANCE_ARN,
  parameter,
} from './support';

const CONFIGURATION = 'Custom::ChimeMessagingStreamingConfiguration';
const STREAM_ARN = `arn:aws:kinesis:${ENV.region}:${ENV.account}:stream/chime-messaging-ours`;
const ALL_STREAMS = /chime-messaging-\*/;

/** A stream that the service can write to, unless the test says otherwise. */
function newStream(scope: Construct, props: kinesis.StreamProps = {}, id = 'Stream'): kinesis.Stream {
  return new kinesis.Stream(scope, id, {
    streamName: `chime-messaging-${id.toLowerCase()}`,
    streamMode: kinesis.StreamMode.ON_DEMAND,
    ...props,
  });
}

function existingStream(scope: Construct, arn = STREAM_ARN, id = 'ExistingStream'): kinesis.IStream {
  return kinesis.Stream.fromStreamArn(scope, id, arn);
}

/** A configuration of existing resources, unless the test says otherwise. */
function newConfiguration(
  scope: Construct,
  props: Partial<MessagingStreamingConfigurationProps> = {},
  id = 'Streaming',
): MessagingStreamingConfiguration {
  const channelStream = 'channelStream' in props ? props.channelStream : existingStream(scope);
  return new MessagingStreamingConfiguration(scope, id, {
    appInstance: existingAppInstance(scope),
    ...props,
    channelStream,
  });
}

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn: string[];
  readonly DeletionPolicy?: string;
}

function resourceOf(stack: Stack): [logicalId: string, resource: Resource] {
  const [entry] = Object.entries(Template.fromStack(stack).findResources(CONFIGURATION));
  return entry as [string, Resource];
}

test('a configuration of what exists already', () => {
  const stack = newStack();
  const configuration: IMessagingStreamingConfiguration = newConfiguration(stack);

  const [, { Properties, DependsOn }] = resourceOf(stack);
  expect(Properties).toEqual({
    ServiceToken: {
      'Fn::GetAtt': [expect.stringMatching(/^ChimeMessagingStreamingConfigurationProvider/), 'Arn'],
    },
    ServiceTimeout: 1080,
    AppInstanceArn: APP_INSTANCE_ARN,
    Streams: { Channel: STREAM_ARN },
  });
  expect(DependsOn).toEqual([
    expect.stringMatching(/^ChimeStreamIn/),
    expect.stringMatching(/^ChimeStreamTo/),
    expect.stringMatching(/^ChimeStreamTo/),
    expect.stringMatching(/^ChimeVerify/),
  ]);
  expect(configuration.appInstanceArn).toBe(APP_INSTANCE_ARN);
  expect(configuration.channelStream?.streamArn).toBe(STREAM_ARN);
  expect(configuration.channelMessageStream).toBeUndefined();
});

test('both data types can go to streams of the stack, also to the same one', () => {
  const stack = newStack();
  const stream = newStream(stack);
  newConfiguration(stack, { channelStream: stream, channelMessageStream: stream });

  const arn = stack.resolve(stream.streamArn) as unknown;
  Template.fromStack(stack).hasResourceProperties(CONFIGURATION, {
    Streams: { Channel: arn, ChannelMessage: arn },
  });
});

test('the data of messages alone can be streamed', () => {
  const stack = newStack();
  newConfiguration(stack, { channelStream: undefined, channelMessageStream: existingStream(stack) });

  Template.fromStack(stack).hasResourceProperties(CONFIGURATION, {
    Streams: { Channel: Match.absent(), ChannelMessage: STREAM_ARN },
  });
});

test('a stream and an app instance can be in other stacks', () => {
  const app = newApp();
  const [data, chat] = [new Stack(app, 'Data'), new Stack(app, 'Chat')];
  newConfiguration(chat, { appInstance: newAppInstance(data), channelStream: newStream(data) });

  Template.fromStack(chat).hasResourceProperties(CONFIGURATION, {
    AppInstanceArn: { 'Fn::ImportValue': Match.anyValue() },
    Streams: { Channel: { 'Fn::ImportValue': Match.anyValue() } },
  });
});

test('what is streamed ends with its construct, unless it is to stay', () => {
  const policies = [undefined, RemovalPolicy.DESTROY, RemovalPolicy.RETAIN].map((removalPolicy) => {
    const stack = newStack();
    newConfiguration(stack, { removalPolicy });
    return resourceOf(stack)[1].DeletionPolicy;
  });

  expect(policies).toEqual([undefined, 'Delete', 'Retain']);
});

describe('the logical id', () => {
  test('is that of the app instance, whatever the construct is called', () => {
    const ids = ['Streaming', 'Renamed'].map((id) => {
      const stack = newStack();
      newConfiguration(stack, { appInstance: newAppInstance(stack) }, id);
      return resourceOf(stack)[0];
    });

    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^ChimeStreaming[0-9a-f]{16}$/);
  });

  test('is frozen', () => {
    const stack = newStack();
    newConfiguration(stack);

    expect(resourceOf(stack)[0]).toMatchInlineSnapshot(`"ChimeStreamingfbedbf12167078bd"`);
  });

  test('can be pinned', () => {
    const stack = newStack();
    const configuration = newConfiguration(stack);
    (configuration.node.defaultChild as unknown as { overrideLogicalId(id: string): void }).overrideLogicalId(
      'Pinned',
    );

    expect(resourceOf(stack)[0]).toBe('Pinned');
  });

  test('is another one for another app instance', () => {
    const stack = newStack();
    newConfiguration(stack, { appInstance: newAppInstance(stack, 'One') }, 'First');
    newConfiguration(
      stack,
      {
        appInstance: newAppInstance(stack, 'Two'),
        channelStream: existingStream(stack, STREAM_ARN, 'Again'),
      },
      'Second',
    );

    Template.fromStack(stack).resourceCountIs(CONFIGURATION, 2);
  });
});

test('fails for a second configuration of an app instance in the stack', () => {
  const stack = newStack();
  const stream = existingStream(stack);
  newConfiguration(stack, { channelStream: stream });

  expect(() =>
    newConfiguration(stack, { channelStream: undefined, channelMessageStream: stream }, 'Second'),
  ).toThrow(
    '\'appInstance\' must not have another streaming configuration in the stack, got one in "Chat/Streaming": pass both streams to one configuration (in Chat/Second)',
  );
});

test('fails at synthesis where two tokens turn out to be one app instance', () => {
  const stack = newStack();
  const channelStream = existingStream(stack);
  const { attrAppInstanceArn, logicalId } = newAppInstance(stack);
  for (const [id, arn] of [
    ['One', attrAppInstanceArn],
    ['Two', Fn.getAtt(logicalId, 'AppInstanceArn').toString()],
  ] as const) {
    const appInstance = AppInstance.fromAppInstanceArn(stack, `${id}App`, arn);
    newConfiguration(stack, { appInstance, channelStream }, id);
  }

  expect(() => Template.fromStack(stack)).toThrow(
    '\'appInstance\' must not have another streaming configuration in the stack, got one in "Chat/One"',
  );
});

describe('the permissions', () => {
  const allow = (Action: unknown, Resource: unknown, more = {}) => ({
    Action,
    Effect: 'Allow',
    Resource,
    ...more,
  });
  const onStreams = [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:PutRecord',
    'kinesis:PutRecords',
  ];

  function statements(stack: Stack): unknown[] {
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    return Object.values(policies).flatMap(
      ({ Properties }) =>
        (Properties as { PolicyDocument: { Statement: unknown[] } }).PolicyDocument.Statement,
    );
  }

  test('are for this app instance, its streams, and the role that the service writes with', () => {
    const stack = newStack({ env: ENV });
    const stream = existingStream(stack);
    newConfiguration(stack, { channelStream: stream, channelMessageStream: stream });

    const role = `:iam::${ENV.account}:role/aws-service-role/messaging.chime.amazonaws.com/AWSServiceRoleForChimeSDKMessaging`;
    expect(statements(stack)).toEqual(
      expect.arrayContaining([
        allow(
          [
            'chime:DeleteMessagingStreamingConfigurations',
            'chime:GetMessagingStreamingConfigurations',
            'chime:PutMessagingStreamingConfigurations',
          ],
          APP_INSTANCE_ARN,
        ),
        allow(
          'iam:CreateServiceLinkedRole',
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, role]] },
          { Condition: { StringEquals: { 'iam:AWSServiceName': 'messaging.chime.amazonaws.com' } } },
        ),
        allow(onStreams, STREAM_ARN),
      ]),
    );
    expect(JSON.stringify(statements(stack))).not.toMatch(ALL_STREAMS);
  });

  test('are also for streams of others where the other data type may be theirs: a put has to name them again', () => {
    const stack = newStack({ env: ENV });
    newConfiguration(stack);

    const streams = `:kinesis:${ENV.region}:${ENV.account}:stream/chime-messaging-*`;
    expect(statements(stack)).toContainEqual(
      allow(onStreams, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, streams]] }),
    );
  });
});

test('a configuration may have a provider of its own', () => {
  const stack = newStack();
  const provider = new MessagingStreamingConfigurationProvider(stack, 'Ours', { memorySize: 512 });
  newConfiguration(stack, { provider });

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Architectures: ['arm64'] }, 1);
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
});

test('a configuration may exist already', () => {
  const stack = newStack();
  const configuration = MessagingStreamingConfiguration.fromMessagingStreamingConfigurationAttributes(
    stack,
    'Streaming',
    { appInstance: existingAppInstance(stack), channelStream: existingStream(stack) },
  );

  expect(configuration.appInstanceArn).toBe(APP_INSTANCE_ARN);
  expect(configuration.channelStream?.streamArn).toBe(STREAM_ARN);
  Template.fromStack(stack).resourceCountIs(CONFIGURATION, 0);
});

describe('a stream that the service cannot write to', () => {
  const NAME = "have a name that begins with 'chime-messaging-'";
  const SHARDS =
    "have at least 2 shards, got \"Chat/Stream\": set its 'shardCount', or its 'streamMode' to StreamMode.ON_DEMAND";

  test.each<[string, kinesis.StreamProps, string]>([
    ['has another name', { streamName: 'chat' }, `${NAME}, got "chat"`],
    ['has no name', { streamName: undefined }, `${NAME}, got "Chat/Stream": set its 'streamName'`],
    [
      'is not encrypted',
      { encryption: kinesis.StreamEncryption.UNENCRYPTED },
      'have server-side encryption, got "Chat/Stream": set its \'encryption\' to StreamEncryption.MANAGED or KMS',
    ],
    ['has one shard', { streamMode: undefined, shardCount: 1 }, SHARDS],
    ['has the shard that is the default', { streamMode: kinesis.StreamMode.PROVISIONED }, SHARDS],
  ])('fails at synthesis if it %s', (_, props, rule) => {
    const stack = newStack();
    newConfiguration(stack, { channelStream: undefined, channelMessageStream: newStream(stack, props) });

    expect(() => Template.fromStack(stack)).toThrow(`'channelMessageStream' must ${rule}`);
  });

  test('fails at synthesis if it exists under another name', () => {
    const stack = newStack();
    newConfiguration(stack, { channelStream: existingStream(stack, STREAM_ARN.replace('chime-', '')) });

    expect(() => Template.fromStack(stack)).toThrow(
      "'channelStream' must have a name that begins with 'chime-messaging-', got \"messaging-ours\"",
    );
  });

  test('fails if a configuration that exists is declared to have it', () => {
    const stack = newStack();
    MessagingStreamingConfiguration.fromMessagingStreamingConfigurationAttributes(stack, 'Streaming', {
      appInstance: existingAppInstance(stack),
      channelStream: newStream(stack, { streamName: 'chat' }),
    });

    expect(() => Template.fromStack(stack)).toThrow("'channelStream' must have a name");
  });

  test('is one that somebody changed later', () => {
    const stack = newStack();
    const channelStream = newStream(stack, { streamMode: undefined, shardCount: 1 });
    newConfiguration(stack, { channelStream });
    (channelStream.node.defaultChild as kinesis.CfnStream).shardCount = 2;

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test.each<[string, (stack: Stack) => kinesis.IStream]>([
    ['a name', (stack) => newStream(stack, { streamName: parameter(stack, 'Name') })],
    ['an ARN', (stack) => existingStream(stack, parameter(stack, 'Arn'))],
  ])('is not found by %s that is known at deployment only', (_, streamIn) => {
    const stack = newStack();
    newConfiguration(stack, { channelStream: streamIn(stack) });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test.each(['Region', 'account'])('fails if it is in another %s', (what) => {
    const stack = newStack({ env: ENV });
    const arn =
      what === 'Region'
        ? STREAM_ARN.replace(ENV.region, 'eu-central-1')
        : STREAM_ARN.replace(ENV.account, '444455556666');

    expect(() => newConfiguration(stack, { channelStream: existingStream(stack, arn) })).toThrow(
      "'channelStream' must be in the account and Region of the stack",
    );
  });
});

test('fails without a stream', () => {
  expect(() => newConfiguration(newStack(), { channelStream: undefined })).toThrow(
    "'channelStream' or 'channelMessageStream' must be set, got neither (in Chat/Streaming)",
  );
});

test('fails for an app instance in another environment', () => {
  const stack = newStack({ env: { ...ENV, region: 'eu-central-1' } });
  const arn = STREAM_ARN.replace(ENV.region, 'eu-central-1');

  expect(() => newConfiguration(stack, { channelStream: existingStream(stack, arn) })).toThrow(
    "'appInstance' must be in the account and Region of the stack",
  );
});

test('fails for a provider in another environment', () => {
  const app = newApp();
  const [ours, theirs] = [
    new Stack(app, 'Ours', { env: ENV }),
    new Stack(app, 'Theirs', { env: { ...ENV, region: 'eu-central-1' } }),
  ];
  const provider = new MessagingStreamingConfigurationProvider(theirs, 'Provider');

  expect(() => newConfiguration(ours, { provider })).toThrow(
    "'provider' must be in the account and Region of the stack",
  );
});

test.each<[string, object, string]>([
  ['no app instance', { appInstance: undefined }, "'appInstance' must be a CfnAppInstance"],
  ['an ARN as a stream', { channelStream: STREAM_ARN }, "'channelStream' must be a Kinesis stream"],
  ['another removal policy', { removalPolicy: 'keep' }, "'removalPolicy' must be one of"],
  ['another provider', { provider: {} }, "'provider' must be a MessagingStreamingConfigurationProvider"],
  [
    'a property in the spelling of Python',
    { channel_message_stream: 1 },
    "did you mean 'channelMessageStream'?",
  ],
])('fails for %s', (_, props, message) => {
  expect(() => newConfiguration(newStack(), props)).toThrow(message);
});

test('warns of a Region without app instances', () => {
  const stack = newStack({ env: { ...ENV, region: 'eu-west-1' } });
  const configuration = newConfiguration(stack, {
    appInstance: AppInstance.fromAppInstanceArn(
      stack,
      'Far',
      OTHER_APP_INSTANCE_ARN.replace(ENV.region, 'eu-west-1'),
    ),
    channelStream: existingStream(stack, STREAM_ARN.replace(ENV.region, 'eu-west-1')),
  });

  const messages = configuration.node.metadata.map(({ data }) => String(data));
  expect(messages.join('\n')).toContain("'appInstance' is in eu-west-1");
});

test('a nested stack has a configuration of its own id', () => {
  const stack = newStack();
  const nested = new NestedStack(stack, 'Nested');
  newConfiguration(nested, { appInstance: newAppInstance(stack) });

  expect(resourceOf(nested)[0]).toMatch(/^ChimeStreaming/);
});
