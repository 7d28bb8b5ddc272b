import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AppInstance,
  AppInstanceAdmin,
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  ChannelFlowAssociationProvider,
  ChannelFlowGrants,
  type ChannelFlowProps,
  ChannelFlowProvider,
  ChimeBearer,
  ProcessorGuard,
} from '../../../src';
import {
  APP_INSTANCE_ARN,
  CHANNEL_ARN,
  ENV,
  existingAppInstance,
  FLOW_ARN,
  newApp,
  newAppInstance,
  newBot,
  newChannel,
  newFunction,
  newStack,
  newUser,
  parameter,
  USER_ARN,
} from '../../support';

/* Input that no compiler accepts, but that JavaScript or an unchecked Python program can pass. */

function flowWith(stack: Stack, props: object): ChannelFlow {
  const given = {
    appInstance: existingAppInstance(stack),
    processors: [{ function: newFunction(stack) }],
    ...props,
  };
  return new ChannelFlow(stack, 'Flow', given);
}

test.each<[string, (stack: Stack) => object, string]>([
  [
    'no app instance',
    () => ({ appInstance: undefined }),
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got undefined (in Chat/Flow)",
  ],
  [
    'an ARN as app instance',
    () => ({ appInstance: APP_INSTANCE_ARN }),
    `'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got "${APP_INSTANCE_ARN}"`,
  ],
  [
    'no processors',
    () => ({ processors: undefined }),
    "'processors' must be a list of 1 to 3 processors, got undefined (in Chat/Flow)",
  ],
  [
    'one processor in place of a list',
    (stack) => ({ processors: { function: newFunction(stack, 'Fn') } }),
    `'processors' must be a list of 1 to 3 processors, got {"function":"Chat/Fn"}`,
  ],
  [
    'a function as processor',
    (stack) => ({ processors: [newFunction(stack, 'Fn')] }),
    `'processors[0]' must be an object with 'function', got "Chat/Fn" (in Chat/Flow)`,
  ],
  [
    'a processor without a function',
    () => ({ processors: [{ function: undefined }] }),
    "'processors[0].function' must be a Lambda function, version or alias, got undefined",
  ],
  [
    'an L1 function',
    (stack) => ({
      processors: [{ function: new CfnFunction(stack, 'L1', { code: {}, role: 'role' }) }],
    }),
    `'processors[0].function' must be a Lambda function, version or alias, got "Chat/L1"`,
  ],
  [
    'an unknown fallback action',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn'), fallbackAction: 'DENY' }] }),
    `'processors[0].fallbackAction' must be one of ABORT, CONTINUE, got "DENY"`,
  ],
  [
    'an unknown error action',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn'), errorAction: 'deny' }] }),
    `'processors[0].errorAction' must be one of DENY, ALLOW, LEAVE_PENDING, got "deny"`,
  ],
  [
    'a fallback action that is a parameter',
    (stack) => ({
      processors: [{ function: newFunction(stack, 'Fn'), fallbackAction: parameter(stack, 'Fallback') }],
    }),
    `'processors[0].fallbackAction' must be one of ABORT, CONTINUE, got "<Chat/Fallback>": it must be known at synthesis (in Chat/Flow)`,
  ],
  [
    'a processor of Python, whose keys nobody translates',
    (stack) => ({
      processors: [{ function: newFunction(stack, 'Fn'), error_action: 'DENY', processor_name: 'links' }],
    }),
    "unknown properties 'error_action', 'processor_name' of 'processors[0]', did you mean 'processorName', 'errorAction'? the properties" +
      " are 'function', 'processorName', 'fallbackAction', 'errorAction', 'guard' (in Chat/Flow)",
  ],
  [
    'a list of processors with a hole',
    (stack) => ({ processors: [, { function: newFunction(stack, 'Fn') }] }), // eslint-disable-line no-sparse-arrays
    "'processors[0]' must be an object with 'function', got undefined (in Chat/Flow)",
  ],
  [
    'an object with an ARN as function',
    () => ({ processors: [{ function: { functionArn: 'arn' } }] }),
    `'processors[0].function' must be a Lambda function, version or alias, got {"functionArn":"arn"}`,
  ],
  [
    'the URL of a function, which has its ARN',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn').addFunctionUrl() }] }),
    `'processors[0].function' must be a Lambda function, version or alias, got "Chat/Fn/FunctionUrl"`,
  ],
  [
    'an app instance without a reference',
    () => ({ appInstance: { appInstanceRef: undefined } }),
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got {}",
  ],
  [
    'a property that nothing is like',
    () => ({ color: 'red' }),
    "unknown property 'color' of 'props': the properties are 'appInstance', 'processors', 'channelFlowName',",
  ],
  [
    'a name that is a list',
    () => ({ channelFlowName: ['a'] }),
    `'channelFlowName' must be a string, got ["a"]`,
  ],
  ['a name that is null', () => ({ channelFlowName: null }), "'channelFlowName' must be a string, got null"],
  [
    'tags that are a list',
    () => ({ tags: ['team'] }),
    `'tags' must be an object with strings as values, got ["team"]`,
  ],
  [
    'a tag that is a number',
    () => ({ tags: { team: 1 } }),
    `'tags' must be an object with strings as values, got {"team":1}`,
  ],
  [
    'an unknown removal policy',
    () => ({ removalPolicy: 'keep' }),
    '\'removalPolicy\' must be one of destroy, retain, retain-on-update-or-delete, got "keep"',
  ],
  [
    'snapshots as removal policy, which a flow does not have',
    () => ({ removalPolicy: RemovalPolicy.SNAPSHOT }),
    '\'removalPolicy\' must be one of destroy, retain, retain-on-update-or-delete, got "snapshot"',
  ],
  [
    'an object with an ARN as app instance',
    () => ({ appInstance: { appInstanceRef: { appInstanceArn: APP_INSTANCE_ARN } } }),
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got {",
  ],
  [
    'an object with an ARN as bearer of the deletion',
    () => ({ disassociateOnDelete: { bearerArn: 'alice' } }),
    `'disassociateOnDelete' must be a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn(), got {"bearerArn":"alice"}`,
  ],
  [
    'a class as provider',
    () => ({ provider: Channel }),
    "'provider' must be a ChannelFlowProvider, got a function named Channel (in Chat/Flow)",
  ],
  [
    'an object that refers to itself as provider',
    () => {
      const provider: Record<string, unknown> = {};
      provider.self = provider;
      return { provider };
    },
    "'provider' must be a ChannelFlowProvider, got an object (in Chat/Flow)",
  ],
  [
    'a function as provider',
    (stack) => ({ provider: newFunction(stack, 'Fn') }),
    `'provider' must be a ChannelFlowProvider, got "Chat/Fn"`,
  ],
  [
    'the other kind of provider',
    (stack) => ({ provider: new ChannelFlowAssociationProvider(stack, 'Other') }),
    `'provider' must be a ChannelFlowProvider, got "Chat/Other"`,
  ],
  [
    'a function as guard',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn'), guard: newFunction(stack, 'Other') }] }),
    `'processors[0].guard' must be a ProcessorGuard, got "Chat/Other"`,
  ],
  [
    'an unknown provisioning',
    () => ({ provisioning: 'NATIVE' }),
    `'provisioning' must be one of CUSTOM_RESOURCE, CLOUDFORMATION, got "NATIVE"`,
  ],
  [
    'a user where the bearer of the deletion should be',
    (stack) => ({ disassociateOnDelete: newUser(stack, newAppInstance(stack)) }),
    `'disassociateOnDelete' must be a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn(), got "Chat/Alice"`,
  ],
])('a flow with %s', (_, props, message) => {
  const stack = newStack();

  const given = props(stack);

  expect(() => flowWith(stack, given)).toThrow(message);
  expect(stack.node.tryFindChild('Flow')).toBeUndefined();
});

test('properties that are undefined are not there, however they are called', () => {
  const stack = newStack();
  const unset = { error_action: undefined };

  expect(() =>
    flowWith(stack, { ...unset, processors: [{ function: newFunction(stack, 'Fn'), ...unset }] }),
  ).not.toThrow();
});

test('a subclass may have properties of its own', () => {
  class TeamFlow extends ChannelFlow {
    public constructor(scope: Stack, id: string, props: ChannelFlowProps & { team: string }) {
      super(scope, id, props);
    }
  }
  const stack = newStack();
  const appInstance = existingAppInstance(stack);
  const processors = [{ function: newFunction(stack) }];

  expect(() => new TeamFlow(stack, 'Flow', { team: 'chat', appInstance, processors })).not.toThrow();
});

test.each<[string, (stack: Stack, nothing: never) => unknown, string]>([
  [
    'a flow',
    (stack, nothing) => new ChannelFlow(stack, 'Flow', nothing),
    "'props' must be an object with 'appInstance', 'processors', got undefined (in Chat/Flow)",
  ],
  [
    'an association',
    (stack, nothing) => new ChannelFlowAssociation(stack, 'Association', nothing),
    "'props' must be an object with 'channel', 'channelFlow', 'bearer', got undefined (in Chat/Association)",
  ],
  [
    'the options of an association',
    (stack, nothing) => ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).addAssociation('A', nothing),
    "'options' must be an object with 'channel', 'bearer', got undefined (in Chat/Flow/A)",
  ],
  [
    'the attributes of a flow',
    (stack, nothing) => ChannelFlow.fromChannelFlowAttributes(stack, 'Flow', nothing),
    "'attributes' must be an object with 'channelFlowArn', got undefined (in Chat/Flow)",
  ],
  [
    'the name of a flow',
    (stack, nothing) => ChannelFlow.fromChannelFlowName(stack, 'Flow', nothing),
    "'attributes' must be an object with 'appInstance', 'channelFlowName', got undefined (in Chat/Flow)",
  ],
  [
    'the ARN of a flow',
    (stack, nothing) => ChannelFlow.fromChannelFlowArn(stack, 'Flow', nothing),
    "'channelFlowArn' must be a string, got undefined (in Chat/Flow)",
  ],
  [
    'the ARN of a channel',
    (stack, nothing) => Channel.fromChannelArn(stack, 'Channel', nothing),
    "'channelArn' must be an ARN of the form '…:app-instance/<id>/channel/<id>', got undefined (in Chat/Channel)",
  ],
  [
    'the ARN of an app instance',
    (stack, nothing) => AppInstance.fromAppInstanceArn(stack, 'AppInstance', nothing),
    "'appInstanceArn' must be the ARN of an app instance ('arn:aws:chime:<region>:<account>:app-instance/<id>'), got undefined (in Chat/AppInstance)",
  ],
  [
    'the ARN of a bearer',
    (_, nothing) => ChimeBearer.fromArn(nothing),
    "'bearerArn' must be an ARN of the form '…:app-instance/<id>/user/<id>' or '…:app-instance/<id>/bot/<id>', got undefined",
  ],
  [
    'the flow of grants',
    (_, nothing) => ChannelFlowGrants.fromChannelFlow(nothing),
    "'channelFlow' must be a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow, got undefined",
  ],
  ...(['read', 'manage', 'associate', 'createChannels', 'callback'] as const).map(
    (grant): [string, (stack: Stack, nothing: never) => unknown, string] => [
      `the grantee of ${grant}`,
      (stack, nothing) =>
        ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).grants[grant](nothing, {
          bearer: ChimeBearer.fromArn(USER_ARN),
        }),
      "'grantee' must be a grantable: a role, a function, or another resource with a role, got undefined (in Chat/Flow)",
    ],
  ),
  [
    'the options of a rule',
    (stack) =>
      ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).onProcessorInvocationFailure(
        'Rule',
        null as never,
      ),
    "'options' must be an object, got null (in Chat/Flow/Rule)",
  ],
])('%s that is left out', (_, use, message) => {
  expect(() => use(newStack(), undefined as never)).toThrow(message);
});

// not for the others, which a decorator of aws-cdk-lib checks first
test.each<[string, (nothing: never) => unknown]>([
  [
    'an existing app instance',
    (nothing) => AppInstance.fromAppInstanceArn(nothing, 'Ours', APP_INSTANCE_ARN),
  ],
  ['an existing channel', (nothing) => Channel.fromChannelArn(nothing, 'Ours', CHANNEL_ARN)],
  ['an existing flow', (nothing) => ChannelFlow.fromChannelFlowArn(nothing, 'Ours', FLOW_ARN)],
  ['a flow that is looked up', (nothing) => ChannelFlow.fromChannelFlowName(nothing, 'Ours', nothing)],
])('%s without a scope', (_, define) => {
  expect(() => define(undefined as never)).toThrow(
    "'scope' must be a construct, such as a stack, got undefined (in Ours)",
  );
});

test('an association that is added to a flow has no other flow', () => {
  const stack = newStack();
  const flow = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN);
  const options = {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
    channelFlow: flow,
  };

  expect(() => flow.addAssociation('Lobby', options)).toThrow(
    "unknown property 'channelFlow' of 'options': the properties are 'channel', 'bearer', 'provider' (in Chat/Flow/Lobby)",
  );
});

test.each<[string, (existing: never) => ChimeBearer, object, string]>([
  ['user', (user) => ChimeBearer.appInstanceUser(user), { appInstanceUserRef: {} }, 'CfnAppInstanceUser'],
  ['bot', (bot) => ChimeBearer.appInstanceBot(bot), { appInstanceBotRef: {} }, 'CfnAppInstanceBot'],
])('a %s that is no construct', (property, bearerOf, value, type) => {
  expect(() => bearerOf(value as never)).toThrow(
    `'${property}' must be a ${type}; for an existing one, use ChimeBearer.fromArn(), got {`,
  );
});

test.each<[string, (guard: ProcessorGuard, options: never, stack: Stack) => unknown]>([
  ['metric', (guard, options) => guard.metric('Duration', options)],
  ['metricDecisions', (guard, options, stack) => guard.metricDecisions(newFunction(stack), options)],
  ['metricFailures', (guard, options, stack) => guard.metricFailures(newFunction(stack), options)],
  ['metricErrors', (guard, options) => guard.metricErrors(options)],
  ['metricThrottles', (guard, options) => guard.metricThrottles(options)],
])('%s with a number as period', (_, metricOf) => {
  const stack = newStack();
  const guard = new ProcessorGuard(stack, 'Guard');

  expect(() => metricOf(guard, { period: 60 } as never, stack)).toThrow(
    "'period' must be a Duration, for example Duration.seconds(60), got 60 (in Chat/Guard)",
  );
});

test('a metric of decisions with an outcome that there is not', () => {
  const stack = newStack();
  const guard = new ProcessorGuard(stack, 'Guard');

  expect(() => guard.metricDecisions(newFunction(stack), { outcome: 'denied' as never })).toThrow(
    `'outcome' must be one of DENIED, ALLOWED, ALREADY_SETTLED, got "denied" (in Chat/Guard)`,
  );
});

test('an ARN that is a list is not taken for its first item', () => {
  expect(() => Channel.fromChannelArn(newStack(), 'Channel', [CHANNEL_ARN] as never)).toThrow(
    `got ["${CHANNEL_ARN}"]`,
  );
});

test.each([
  [{ timeout: 60 }, "'timeout' must be a Duration, for example Duration.seconds(60), got 60"],
  [{ memorySize: '256' }, `'memorySize' must be a number, got "256"`],
  [{ role: 'admin' }, `'role' must be a Role, got "admin"`],
  [{ role: { roleArn: 'arn' } }, `'role' must be a Role, got {"roleArn":"arn"}`],
  [{ vpc: { vpcId: 'vpc-1' } }, `'vpc' must be a Vpc, got {"vpcId":"vpc-1"}`],
  [{ logGroup: { logGroupArn: 'arn' } }, `'logGroup' must be a LogGroup, got {"logGroupArn":"arn"}`],
  [
    { environmentEncryption: { keyArn: 'arn' } },
    `'environmentEncryption' must be a KMS key, got {"keyArn":"arn"}`,
  ],
  [{ securityGroups: ['sg-1'] }, `'securityGroups' must be a list of security groups, got ["sg-1"]`],
  [null, "'props' must be an object, got null"],
  [{ memory_size: 256 }, "unknown property 'memory_size' of 'props', did you mean 'memorySize'?"],
])('options of a provider that are %j', (options, message) => {
  const stack = newStack();

  for (const Provider of [ChannelFlowProvider, ChannelFlowAssociationProvider]) {
    expect(() => new Provider(stack, 'Provider', options as never)).toThrow(message);
  }
  expect(stack.node.children).toEqual([]);
});

test.each([
  [
    { maxEventAge: 60 },
    "'maxEventAge' must be a Duration, for example Duration.seconds(60), got 60 (in Chat/Guard)",
  ],
  [{ retry_attempts: 1 }, "unknown property 'retry_attempts' of 'props', did you mean 'retryAttempts'?"],
  [null, "'props' must be an object, got null (in Chat/Guard)"],
])('a guard with %j', (props, message) => {
  const stack = newStack();

  expect(() => new ProcessorGuard(stack, 'Guard', props as never)).toThrow(message);
  expect(stack.node.children).toEqual([]);
});

test.each([
  [undefined, "'options' must be an object with 'appInstance', got undefined (in Chat/Guard)"],
  [
    { appInstance: 'arn' },
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one",
  ],
])('a processor that is added to a guard with %j', (options, message) => {
  const stack = newStack();
  const guard = new ProcessorGuard(stack, 'Guard');

  expect(() => guard.addProcessor(newFunction(stack), options as never)).toThrow(message);
});

test('a lookup without an app instance', () => {
  const attributes = { channelFlowName: 'moderation' } as Parameters<
    typeof ChannelFlow.fromChannelFlowName
  >[2];

  expect(() => ChannelFlow.fromChannelFlowName(newStack(), 'Flow', attributes)).toThrow(
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got undefined",
  );
});

test.each<[string, (stack: Stack) => object, string]>([
  [
    'a user as channel',
    (stack) => ({ channel: newUser(stack, newAppInstance(stack, 'Other')) }),
    `'channel' must be a CfnChannel, or Channel.fromChannelArn() for an existing one, got "Chat/Alice" (in Chat/Association)`,
  ],
  [
    'a user as bearer',
    (stack) => ({ bearer: newUser(stack, newAppInstance(stack, 'Other')) }),
    `'bearer' must be a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn(), got "Chat/Alice"`,
  ],
  [
    'an ARN as flow',
    () => ({ channelFlow: FLOW_ARN }),
    `'channelFlow' must be a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow, got "${FLOW_ARN}"`,
  ],
])('an association with %s', (_, props, message) => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const given = {
    channel: newChannel(stack, appInstance),
    channelFlow: flowWith(stack, { appInstance }),
    bearer: ChimeBearer.appInstanceBot(newBot(stack, appInstance)),
    ...props(stack),
  };

  expect(() => new ChannelFlowAssociation(stack, 'Association', given)).toThrow(message);
});

test('a bearer that is an ARN, or the other kind', () => {
  const stack = newStack();
  const bot = newBot(stack, newAppInstance(stack));
  const { appInstanceUser, appInstanceBot } = ChimeBearer as unknown as Record<
    'appInstanceUser' | 'appInstanceBot',
    (value: unknown) => ChimeBearer
  >;

  expect(() => appInstanceUser(bot)).toThrow(
    `'user' must be a CfnAppInstanceUser; for an existing one, use ChimeBearer.fromArn(), got "Chat/Lex"`,
  );
  expect(() => appInstanceBot('arn')).toThrow(
    `'bot' must be a CfnAppInstanceBot; for an existing one, use ChimeBearer.fromArn(), got "arn"`,
  );
});

test('what the errors point to is accepted', () => {
  const stack = newStack();
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);

  expect(flowWith(stack, { appInstance }).appInstanceArn).toBe(APP_INSTANCE_ARN);
});

test('the guard of nothing is refused', () => {
  expect(() => ProcessorGuard.of(undefined as never)).toThrow("'scope' must be a construct, got undefined");
});

test.each(['metricDecisions', 'metricFailures'] as const)('%s refuses options that are none', (metric) => {
  const stack = newStack();
  const guard = ProcessorGuard.of(stack);

  expect(() => guard[metric](newFunction(stack), null as never)).toThrow(
    "'options' must be an object, got null (in Chat/ChimeProcessorGuard)",
  );
});

test.each(['metricErrors', 'metricThrottles'] as const)('%s refuses a function as its options', (metric) => {
  const stack = newStack();

  expect(() => ProcessorGuard.of(stack)[metric](newFunction(stack, 'Fn') as never)).toThrow(
    `'options' must be an object, got "Chat/Fn" (in Chat/ChimeProcessorGuard)`,
  );
});

test.each(['metricFailures', 'metricErrors', 'metricThrottles', 'metric'] as const)(
  '%s refuses an outcome, which it would not count by',
  (metric) => {
    const stack = newStack();
    const guard = ProcessorGuard.of(stack);
    const subject = { metric: 'Duration', metricFailures: newFunction(stack, 'Fn') }[metric as 'metric'];
    const options = { outcome: 'DENIED' };
    const call = guard[metric].bind(guard) as (...given: unknown[]) => unknown;

    expect(() => (subject ? call(subject, options) : call(options))).toThrow(
      `'outcome' is an option of metricDecisions only, got "DENIED": leave it out, or use metricDecisions (in Chat/ChimeProcessorGuard)`,
    );
  },
);

test.each([
  [{ vpcSubnets: {} }, 'vpcSubnets'],
  [{ securityGroups: [] }, 'securityGroups'],
])('%j without a VPC is refused', (options, property) => {
  const message = (path: string) =>
    `'${property}' needs 'vpc', got none: set 'vpc' as well (in Chat/${path})`;

  expect(() => new ChannelFlowProvider(newStack(), 'Provider', options)).toThrow(message('Provider'));
  expect(() => new ProcessorGuard(newStack(), 'Guard', options)).toThrow(message('Guard'));
});

test('a metric without a name is refused', () => {
  expect(() => ProcessorGuard.of(newStack()).metric(undefined as never)).toThrow(
    "'metricName' must be a string, got undefined (in Chat/ChimeProcessorGuard)",
  );
});

test('a number that is none is shown as such', () => {
  expect(() => new ProcessorGuard(newStack(), 'Guard', { retryAttempts: NaN })).toThrow(
    "'retryAttempts' must be 0, 1 or 2, got NaN (in Chat/Guard)",
  );
});

test('a rule refuses a function as its target', () => {
  const stack = newStack();
  const flow = flowWith(stack, {});

  expect(() =>
    flow.onProcessorInvocationFailure('Rule', { target: newFunction(stack, 'Fn') as never }),
  ).toThrow(
    `'target' must be a target of 'aws-cdk-lib/aws-events-targets', for example LambdaFunction, got "Chat/Fn" (in Chat/Flow/Rule)`,
  );
});

test('a rule refuses the class of a target', () => {
  const flow = flowWith(newStack(), {});

  expect(() => flow.onProcessorInvocationFailure('Rule', { target: LambdaFunction as never })).toThrow(
    "'target' must be a target of 'aws-cdk-lib/aws-events-targets', for example LambdaFunction, got a function named LambdaFunction",
  );
});

test.each<[string, unknown, string]>([
  ['a number', 42, '42'],
  ['an object', {}, '{}'],
  ['nothing', undefined, 'undefined'],
  ['an empty text', '', '""'],
])('%s as id is refused', (_, id, text) => {
  const stack = newStack();
  const flow = flowWith(stack, {});
  const message = (path: string) => `'id' must be a string that is not empty, got ${text} (in ${path})`;

  for (const create of [
    () => new ChannelFlow(stack, id as string, {} as ChannelFlowProps),
    () => new ChannelFlowProvider(stack, id as string),
    () => new ProcessorGuard(stack, id as string),
    () => AppInstanceAdmin.fromAppInstanceAdminArn(stack, id as string, USER_ARN),
    () => ChannelFlow.fromChannelFlowArn(stack, id as string, FLOW_ARN),
  ]) {
    expect(create).toThrow(message('Chat'));
  }
  expect(() => flow.addAssociation(id as string, {} as never)).toThrow(message('Chat/Flow'));
  expect(() => flow.onProcessorInvocationFailure(id as string)).toThrow(message('Chat/Flow'));
});

test.each<[string, unknown, string]>([
  ['a promise', Promise.resolve({ retryAttempts: 2 }), 'a Promise'],
  ['a map', new Map([['retryAttempts', 2]]), 'a Map'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
])('%s in place of an object is refused, as its properties would not be found', (_, props, text) => {
  const stack = newStack();
  const message = (path: string) => `'props' must be an object, got ${text} (in Chat/${path})`;

  expect(() => new ProcessorGuard(stack, 'Guard', props as object)).toThrow(message('Guard'));
  expect(() => new ChannelFlowProvider(stack, 'Provider', props as object)).toThrow(message('Provider'));
});

test.each<[object, string]>([
  [{ visible: 'no' }, `'visible' must be true or false, got "no"`],
  [{ dimensionsMap: { Fn: 1 } }, `'dimensionsMap' must be an object with strings as values, got {"Fn":1}`],
])('%j of a metric is refused', (options, message) => {
  expect(() => ProcessorGuard.of(newStack()).metricErrors(options as never)).toThrow(message);
});

test('a hole in a list of security groups is refused', () => {
  const stack = newStack();
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1 });
  // eslint-disable-next-line no-sparse-arrays
  const securityGroups = [, new SecurityGroup(stack, 'Group', { vpc })] as SecurityGroup[];

  expect(() => new ChannelFlowProvider(stack, 'Provider', { vpc, securityGroups })).toThrow(
    `'securityGroups' must be a list of security groups, got [null,"Chat/Group"] (in Chat/Provider)`,
  );
});

test('the spelling of Python is refused in a selection of subnets', () => {
  const stack = newStack();
  const props = { vpc: new Vpc(stack, 'Vpc', { maxAzs: 1 }), vpcSubnets: { subnet_type: 'Public' } };

  expect(() => new ChannelFlowProvider(stack, 'Provider', props as object)).toThrow(
    "unknown property 'subnet_type' of 'vpcSubnets', did you mean 'subnetType'?",
  );
});

describe('what a function uses in another environment is refused', () => {
  const FAR = { account: '999988887777', region: 'eu-central-1' };

  test.each<[string, (far: Stack) => object, string, string]>([
    [
      'vpc',
      (far) => ({ vpc: new Vpc(far, 'Vpc', { maxAzs: 1 }) }),
      '999988887777, region eu-central-1',
      'Vpc',
    ],
    [
      'logGroup',
      (far) => ({ logGroup: new LogGroup(far, 'Logs') }),
      '999988887777, region eu-central-1',
      'Logs',
    ],
    [
      'role',
      (far) => ({ role: Role.fromRoleArn(far, 'Role', 'arn:aws:iam::999988887777:role/provider') }),
      '999988887777, region us-east-1',
      'Role',
    ],
    [
      'environmentEncryption',
      (far) => ({
        environmentEncryption: Key.fromKeyArn(far, 'Key', 'arn:aws:kms:eu-central-1:999988887777:key/k'),
      }),
      '111122223333, region eu-central-1',
      'Key',
    ],
  ])('%s', (property, optionsIn, environment, id) => {
    const app = newApp();
    const stack = new Stack(app, 'Chat', { env: ENV });
    const options = optionsIn(new Stack(app, 'Far', { env: FAR }));
    const message = `'${property}' must be in the account and Region of the stack, got "account ${environment}" for Far/${id}`;

    expect(() => new ChannelFlowProvider(stack, 'Provider', options)).toThrow(
      `${message} (in Chat/Provider)`,
    );
    expect(() => new ProcessorGuard(stack, 'Guard', options)).toThrow(`${message} (in Chat/Guard/Handler)`);
  });

  test('crossStackScope of a rule', () => {
    const app = newApp();
    const flow = flowWith(new Stack(app, 'Chat', { env: ENV }), {});
    const crossStackScope = new Stack(app, 'Far', { env: FAR });

    expect(() => flow.onProcessorInvocationFailure('Rule', { crossStackScope })).toThrow(
      `'crossStackScope' must be in the account and Region of the stack, got "account 999988887777, region eu-central-1" for Far` +
        ' (in Chat/Flow/Rule)',
    );
  });

  test('but a role of the account may be from a stack in another Region, and a key of another account from this one', () => {
    const app = newApp();
    const stack = new Stack(app, 'Chat', { env: ENV });
    const elsewhere = new Stack(app, 'Roles', { env: { ...ENV, region: 'eu-central-1' } });
    const role = Role.fromRoleArn(elsewhere, 'Role', 'arn:aws:iam::111122223333:role/provider');
    const environmentEncryption = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:999988887777:key/k');

    expect(() => new ChannelFlowProvider(stack, 'Provider', { role, environmentEncryption })).not.toThrow();
  });
});
