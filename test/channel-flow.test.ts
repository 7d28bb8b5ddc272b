import { CfnResource, PhysicalName, RemovalPolicy, Stack, Tags, NestedStack, Aspects } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  ChannelFlow,
  ChannelFlowProvider,
  ChannelFlowProvisioning,
  ChimeBearer,
  FallbackAction,
  type IChannelFlow,
} from '../src';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  ENV,
  existingAppInstance,
  FLOW_ARN,
  lazily,
  newApp,
  newAppInstance,
  newFlow,
  newFunction,
  newStack,
  newUser,
  OTHER_APP_INSTANCE_ARN,
  parameter,
  processorsOf,
  USER_ARN,
} from './support';

const FLOW = 'Custom::ChimeChannelFlow';
const NATIVE_FLOW = 'AWS::Chime::ChannelFlow';
const { CUSTOM_RESOURCE, CLOUDFORMATION } = ChannelFlowProvisioning;
const PROVISIONINGS = [
  [CUSTOM_RESOURCE, FLOW],
  [CLOUDFORMATION, NATIVE_FLOW],
] as const;

function propertiesOf(stack: Stack, type: string): Record<string, unknown> {
  const [resource] = Object.values(Template.fromStack(stack).findResources(type));
  return resource?.Properties as Record<string, unknown>;
}

// Properties

test('a flow with nothing but what is required', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const appInstance = newAppInstance(stack);
  newFlow(stack, { appInstance, processors: processorsOf(fn) });

  expect(propertiesOf(stack, FLOW)).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ChimeChannelFlowProvider/), 'Arn'] },
    ServiceTimeout: 1080,
    AppInstanceArn: { Ref: 'AppInstance' },
    Name: expect.stringMatching(/^Chat-Flow-[0-9A-F]{8}$/),
    Processors: [
      {
        Name: 'Moderate',
        FunctionArn: stack.resolve(fn.functionArn),
        FallbackAction: 'ABORT',
      },
    ],
  });
  Template.fromStack(stack).hasResource(FLOW, {
    DeletionPolicy: Match.absent(),
    UpdateReplacePolicy: Match.absent(),
  });
});

test('a flow with everything', () => {
  const stack = newStack();
  const [first, second] = [newFunction(stack, 'First'), newFunction(stack, 'Second')];
  const provider = new ChannelFlowProvider(stack, 'Provider');
  newFlow(stack, {
    processors: [
      ...processorsOf(first).map((processor) => ({
        ...processor,
        processorName: 'Links',
        fallbackAction: FallbackAction.CONTINUE,
      })),
      ...processorsOf(second),
    ],
    channelFlowName: 'moderation',
    tags: { team: 'community', application: 'chat' },
    removalPolicy: RemovalPolicy.RETAIN,
    disassociateOnDelete: ChimeBearer.fromArn(BOT_ARN),
    provisioning: CUSTOM_RESOURCE,
    provider,
  });

  expect(propertiesOf(stack, FLOW)).toEqual({
    ServiceToken: stack.resolve(provider.serviceToken),
    ServiceTimeout: 1080,
    AppInstanceArn: APP_INSTANCE_ARN,
    Name: 'moderation',
    Processors: [
      { Name: 'Links', FunctionArn: stack.resolve(first.functionArn), FallbackAction: 'CONTINUE' },
      { Name: 'Second', FunctionArn: stack.resolve(second.functionArn), FallbackAction: 'ABORT' },
    ],
    Tags: [
      { Key: 'application', Value: 'chat' },
      { Key: 'team', Value: 'community' },
    ],
    DisassociateBearer: BOT_ARN,
  });
  Template.fromStack(stack).hasResource(FLOW, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('the native type gets the same wiring', () => {
  const stack = newStack();
  const [first, second] = [newFunction(stack, 'First'), newFunction(stack, 'Second')];
  newFlow(stack, {
    processors: processorsOf(first, second),
    channelFlowName: 'moderation',
    tags: { team: 'community' },
    removalPolicy: RemovalPolicy.RETAIN,
    provisioning: CLOUDFORMATION,
  });

  const processor = (fn: lambda.Function, executionOrder: number) => ({
    Name: fn.node.id,
    Configuration: { Lambda: { ResourceArn: stack.resolve(fn.functionArn), InvocationType: 'ASYNC' } },
    ExecutionOrder: executionOrder,
    FallbackAction: 'ABORT',
  });
  expect(propertiesOf(stack, NATIVE_FLOW)).toEqual({
    AppInstanceArn: APP_INSTANCE_ARN,
    Name: 'moderation',
    Processors: [processor(first, 1), processor(second, 2)],
    Tags: [{ Key: 'team', Value: 'community' }],
  });
  const template = Template.fromStack(stack);
  template.hasResource(NATIVE_FLOW, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('^ChimeProcessor.*Callback'),
      Match.stringLikeRegexp('^ChimeProcessor.*Invoke'),
    ]),
  });
  template.resourceCountIs('AWS::Lambda::Permission', 2);
  template.resourceCountIs(FLOW, 0);
});

test.each(PROVISIONINGS)(
  'a flow by %s is its default child, and has the attributes of its resource',
  (provisioning, type) => {
    const stack = newStack();
    const flow = newFlow(stack, { provisioning, channelFlowName: 'moderation' });
    const [id] = Object.keys(Template.fromStack(stack).findResources(type));

    expect((flow.node.defaultChild as CfnResource).cfnResourceType).toBe(type);
    expect(stack.resolve(flow.channelFlowArn)).toEqual({ Ref: id });
    expect(stack.resolve(flow.channelFlowId)).toEqual({ 'Fn::GetAtt': [id, 'ChannelFlowId'] });
    expect(stack.resolve(flow.channelFlowRef)).toEqual({ channelFlowArn: { Ref: id } });
    expect(flow.channelFlowName).toBe('moderation');
    expect(flow.appInstanceArn).toBe(APP_INSTANCE_ARN);
  },
);

test('the two provisionings have different logical ids: a resource cannot change its type', () => {
  const ids = PROVISIONINGS.map(([provisioning, type]) => {
    const stack = newStack();
    newFlow(stack, { provisioning });
    return Object.keys(Template.fromStack(stack).findResources(type));
  });

  expect(ids[0]).not.toEqual(ids[1]);
});

test.each(PROVISIONINGS)(
  'a flow by %s without a name gets one that no other flow of the app has',
  (provisioning, type) => {
    const app = newApp();
    const stacks = ['Chat', 'Support'].map((id) => new Stack(app, id));
    for (const stack of stacks) for (const id of ['One', 'Other']) newFlow(stack, { provisioning }, id);

    const names = stacks.flatMap((stack) =>
      Object.values(Template.fromStack(stack).findResources(type)).map(
        ({ Properties }) => Properties.Name as string,
      ),
    );
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => name.length <= 256)).toBe(true);
  },
);

test('the generated name keeps within the limit, however long the path', () => {
  const stack = newStack();
  const flow = newFlow(new Construct(stack, 'C'.repeat(200)), {}, 'F'.repeat(200));

  expect(stack.resolve(flow.channelFlowName)).toHaveLength(256);
});

test.each([1, 256])('a name may have %i characters', (length) => {
  const channelFlowName = '😀'.repeat(length);
  const stack = newStack();
  newFlow(stack, { channelFlowName });

  expect(propertiesOf(stack, FLOW).Name).toBe(channelFlowName);
});

test.each([
  ['no character', '', 'must have 1 to 256 characters, got 0 in ""'],
  ['257 characters', 'm'.repeat(257), 'must have 1 to 256 characters, got 257'],
  ['a control character', 'a\u0007', 'must not have control characters'],
])('fails for a name of %s, which passes as a token', (_, channelFlowName, message) => {
  const stack = newStack();

  expect(() => newFlow(stack, { channelFlowName })).toThrow(`'channelFlowName' ${message}`);
  expect(() => newFlow(newStack(), { channelFlowName: lazily(channelFlowName) })).not.toThrow();
});

test.each([0, 4])('fails for %i processors', (count) => {
  const stack = newStack();
  const functions = Array.from({ length: count }, (_, index) => newFunction(stack, `Function${index}`));

  expect(() => newFlow(stack, { processors: processorsOf(...functions) })).toThrow(
    `'processors' must contain 1 to 3 processors, got ${count} (in Chat/Flow)`,
  );
});

test('fails for one function twice', () => {
  const stack = newStack();
  const fn = newFunction(stack);

  expect(() => newFlow(stack, { processors: processorsOf(fn, fn) })).toThrow(
    `'processors[1].function' must not be the function of another processor in the flow, got "Chat/Moderate" (in Chat/Flow)`,
  );
});

test('fails for something else than an app instance, which passes as a token', () => {
  const flowIn = (appInstanceArn: string) => {
    const stack = newStack();
    const appInstance = { ...existingAppInstance(stack), node: stack.node, env: stack.env };
    newFlow(stack, { appInstance: { ...appInstance, appInstanceRef: { appInstanceArn } } });
  };

  expect(() => flowIn(USER_ARN)).toThrow(
    `'appInstance' must be the ARN of an app instance ('arn:aws:chime:<region>:<account>:app-instance/<id>'), got "${USER_ARN}" (in Chat/Flow)`,
  );
  expect(() => flowIn(lazily(USER_ARN))).not.toThrow();
});

test('fails for a bearer of another app instance to disassociate with', () => {
  const bearer = ChimeBearer.fromArn(`${OTHER_APP_INSTANCE_ARN}/user/alice`);

  expect(() => newFlow(newStack(), { disassociateOnDelete: bearer })).toThrow(
    `'disassociateOnDelete' must be a user or bot of the flow's app instance, got "${OTHER_APP_INSTANCE_ARN}/user/alice" (in Chat/Flow)`,
  );
});

test('fails for a bearer of another app instance of the stack to disassociate with', () => {
  const stack = newStack();
  const [ours, theirs] = [newAppInstance(stack, 'Ours'), newAppInstance(stack, 'Theirs')];
  const bearer = ChimeBearer.appInstanceUser(newUser(stack, theirs));

  expect(() => newFlow(stack, { appInstance: ours, disassociateOnDelete: bearer })).toThrow(
    /^'disassociateOnDelete' must be a user or bot of the flow's app instance, got /,
  );
  expect(() => newFlow(stack, { appInstance: theirs, disassociateOnDelete: bearer }, 'Fine')).not.toThrow();
});

test('passes a bearer whose app instance is not known', () => {
  const stack = newStack();
  const bearer = ChimeBearer.fromArn(parameter(stack, 'Bearer'));
  newFlow(stack, { disassociateOnDelete: bearer });

  expect(propertiesOf(stack, FLOW).DisassociateBearer).toEqual({ Ref: 'Bearer' });
});

test.each(['disassociateOnDelete', 'provider'] as const)('fails for %s with the native type', (property) => {
  const stack = newStack();
  const values = {
    disassociateOnDelete: ChimeBearer.fromArn(USER_ARN),
    provider: new ChannelFlowProvider(stack, 'P'),
  };

  expect(() => newFlow(stack, { provisioning: CLOUDFORMATION, [property]: values[property] })).toThrow(
    `'${property}' needs 'provisioning' CUSTOM_RESOURCE, got "CLOUDFORMATION" (in Chat/Flow)`,
  );
});

test('a removal policy of DESTROY is in the template', () => {
  const stack = newStack();
  newFlow(stack, { removalPolicy: RemovalPolicy.DESTROY });

  Template.fromStack(stack).hasResource(FLOW, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
});

// Tags

test.each(PROVISIONINGS)(
  'tags of construct, stack and app reach a flow by %s, the nearest first',
  (provisioning, type) => {
    const app = newApp();
    const stack = new Stack(app, 'Chat');
    const flow = newFlow(stack, { provisioning, tags: { own: 'tags', level: 'property' } });
    Tags.of(app).add('level', 'app');
    Tags.of(app).add('app', 'yes');
    Tags.of(stack).add('level', 'stack');
    Tags.of(flow).add('level', 'flow');

    expect(propertiesOf(stack, type).Tags).toEqual([
      { Key: 'app', Value: 'yes' },
      { Key: 'level', Value: 'flow' },
      { Key: 'own', Value: 'tags' },
    ]);
  },
);

test('tags of the stack itself reach a custom resource: CloudFormation gives them to native types only', () => {
  const tags = (provisioning: ChannelFlowProvisioning, type: string) => {
    const stack = newStack({ tags: { application: 'chat', level: 'stack' } });
    newFlow(stack, { provisioning, tags: { level: 'property' } });
    return propertiesOf(stack, type).Tags;
  };

  expect(tags(CUSTOM_RESOURCE, FLOW)).toEqual([
    { Key: 'application', Value: 'chat' },
    { Key: 'level', Value: 'property' },
  ]);
  expect(tags(CLOUDFORMATION, NATIVE_FLOW)).toEqual([{ Key: 'level', Value: 'property' }]);
});

test('tags of the stack reach a flow in a nested stack, as CloudFormation has it', () => {
  const stack = newStack({ tags: { application: 'chat' } });
  const nested = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
  Tags.of(nested).add('inner', 'yes');
  newFlow(nested);

  expect(propertiesOf(nested, FLOW).Tags).toEqual([
    { Key: 'application', Value: 'chat' },
    { Key: 'inner', Value: 'yes' },
  ]);
});

test('a tag that is removed stays away, wherever it came from', () => {
  const stack = newStack({ tags: { stack: 'yes' } });
  const flow = newFlow(stack, { tags: { property: 'yes' } });
  Tags.of(stack).add('aspect', 'yes');
  for (const key of ['stack', 'property', 'aspect']) Tags.of(flow).remove(key);

  expect(propertiesOf(stack, FLOW)).not.toHaveProperty('Tags');
});

test('tags can be aimed at the type of the flow', () => {
  const stack = newStack();
  const scope = new Construct(stack, 'Moderation');
  newFlow(scope);
  Tags.of(scope).add('only', 'flows', { includeResourceTypes: [FLOW] });
  Tags.of(scope).add('not', 'flows', { excludeResourceTypes: [FLOW] });

  expect(propertiesOf(stack, FLOW).Tags).toEqual([{ Key: 'only', Value: 'flows' }]);
});

test.each(PROVISIONINGS)(
  'a tag of Tags.of() that the service refuses is left out of a flow by %s, with a warning',
  (provisioning, type) => {
    const stack = newStack();
    newFlow(stack, { provisioning, tags: { fine: 'yes' } });
    Tags.of(stack).add('empty', '');
    Tags.of(stack).add('long', 'v'.repeat(257));

    expect(propertiesOf(stack, type).Tags).toEqual([{ Key: 'fine', Value: 'yes' }]);
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('tag-left-out'));
    expect(warnings.map(({ entry }) => entry.data)).toEqual(
      expect.arrayContaining([
        'a tag was left out of the channel flow because the service would reject it: a tag value must have 1 to 256 characters, got "" for key "empty" [ack: cdk-chime-sdk-messaging:tag-left-out]',
      ]),
    );
  },
);

test('a tag of the stack itself that the service refuses is left out, with a warning', () => {
  const stack = newStack({ tags: { empty: '' } });
  newFlow(stack);

  expect(propertiesOf(stack, FLOW)).not.toHaveProperty('Tags');
  Annotations.fromStack(stack).hasWarning('/Chat/Flow/Resource', Match.stringLikeRegexp('for key "empty"'));
});

test('tags are complete even where an app runs its own aspects late', () => {
  const stack = newStack();
  newFlow(stack);
  Aspects.of(stack).add(
    { visit: (node) => void (node === stack && Tags.of(node).add('late', 'yes')) },
    { priority: 10 },
  );

  expect(propertiesOf(stack, FLOW).Tags).toEqual([{ Key: 'late', Value: 'yes' }]);
});

test.each([
  ['aws:x', 'v', "a tag key must not begin with 'aws:'"],
  ['k', '', 'a tag value must have 1 to 256 characters'],
])('fails for the tag %j: %j in the property, which passes as tokens', (key, value, message) => {
  expect(() => newFlow(newStack(), { tags: { [key]: value } })).toThrow(`'tags': ${message}`);
  expect(() => newFlow(newStack(), { tags: { [lazily(key)]: lazily(value) } })).not.toThrow();
});

test('49 tags are the most, those of Tags.of() and of the stack included: the provider adds one of its own', () => {
  const stackWith = (...keys: string[]) => {
    const stack = newStack({ tags: { stack: 'yes' } });
    newFlow(stack, { tags: manyTags(47) });
    for (const key of keys) Tags.of(stack).add(key, 'yes');
    return stack;
  };

  expect(propertiesOf(stackWith('one'), FLOW).Tags).toHaveLength(49);
  expect(() => Template.fromStack(stackWith('one', 'more'))).toThrow(
    "'tags' must hold at most 49 tags, including those of Tags.of() (the provider adds one of its own), got 50",
  );
});

test('a flow by CLOUDFORMATION may have 50 tags', () => {
  const stackWith = (count: number) => {
    const stack = newStack();
    newFlow(stack, { provisioning: CLOUDFORMATION, tags: manyTags(count) });
    return stack;
  };

  expect(propertiesOf(stackWith(50), NATIVE_FLOW).Tags).toHaveLength(50);
  expect(() => Template.fromStack(stackWith(51))).toThrow(
    "'tags' must hold at most 50 tags, including those of Tags.of(), got 51",
  );
});

test('a tag that is left out does not count', () => {
  const stack = newStack({ tags: { empty: '' } });
  newFlow(stack, { tags: manyTags(49) });

  expect(propertiesOf(stack, FLOW).Tags).toHaveLength(49);
});

function manyTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
}

test('what others put below the resource of a flow is not taken for a flow', () => {
  const stack = newStack({ tags: { empty: '' } });
  new Construct(newFlow(stack).node.findChild('Resource'), 'Child');

  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('tag-left-out'));
  expect(warnings.map(({ id }) => id)).toEqual(['/Chat/Flow/Resource']);
});

// Imports

test('a flow can be imported by its ARN', () => {
  const stack = newStack();
  const flow = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN);

  expect(flow.channelFlowArn).toBe(FLOW_ARN);
  expect(flow.channelFlowId).toBe('moderation');
  expect(flow.appInstanceArn).toBe(APP_INSTANCE_ARN);
  expect(flow.channelFlowRef).toEqual({ channelFlowArn: FLOW_ARN });
  expect(flow.env).toEqual(ENV);
  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Resources');
});

test('a flow can be imported by an ARN that is known at deployment', () => {
  const stack = newStack();
  const flow = ChannelFlow.fromChannelFlowArn(stack, 'Flow', parameter(stack, 'Arn'));
  const split = { 'Fn::Split': ['/channel-flow/', { Ref: 'Arn' }] };

  expect(stack.resolve(flow.channelFlowId)).toEqual({ 'Fn::Select': [1, split] });
  expect(stack.resolve(flow.appInstanceArn)).toEqual({ 'Fn::Select': [0, split] });
});

test('a flow can be imported by its attributes', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const flow = ChannelFlow.fromChannelFlowAttributes(stack, 'Flow', {
    channelFlowArn: parameter(stack, 'Arn'),
    appInstanceArn: appInstance.attrAppInstanceArn,
  });

  expect(flow.appInstanceArn).toBe(appInstance.attrAppInstanceArn);
});

test.each([CHANNEL_ARN, APP_INSTANCE_ARN, 'moderation', ''])('fails to import %j as a flow', (arn) => {
  expect(() => ChannelFlow.fromChannelFlowArn(newStack(), 'Flow', arn)).toThrow(
    `'channelFlowArn' must be an ARN of the form '…:app-instance/<id>/channel-flow/<id>', got "${arn}" (in Chat/Flow)`,
  );
  expect(() => ChannelFlow.fromChannelFlowArn(newStack(), 'Flow', lazily(arn))).not.toThrow();
});

test('fails to import a flow of something else than an app instance', () => {
  const importFrom = (appInstanceArn: string) =>
    ChannelFlow.fromChannelFlowAttributes(newStack(), 'Flow', { channelFlowArn: FLOW_ARN, appInstanceArn });

  expect(() => importFrom(USER_ARN)).toThrow(/^'appInstanceArn' must be the ARN of an app instance/);
  expect(() => importFrom(lazily(USER_ARN))).not.toThrow();
  const other = `${APP_INSTANCE_ARN}-2`;
  expect(() => importFrom(other)).toThrow(
    `'appInstanceArn' must be the app instance of 'channelFlowArn' (${APP_INSTANCE_ARN}), got "${other}" (in Chat/Flow)`,
  );
  expect(() => importFrom(lazily(other))).not.toThrow();
  expect(() => importFrom(APP_INSTANCE_ARN)).not.toThrow();
});

test('a flow can be looked up by its name, at deployment', () => {
  const stack = newStack();
  const flow = ChannelFlow.fromChannelFlowName(stack, 'Flow', {
    appInstance: existingAppInstance(stack),
    channelFlowName: 'moderation',
  });

  const [id] = Object.keys(Template.fromStack(stack).findResources('Custom::ChimeChannelFlowLookup'));
  expect(propertiesOf(stack, 'Custom::ChimeChannelFlowLookup')).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ChimeChannelFlowProvider/), 'Arn'] },
    ServiceTimeout: 1080,
    AppInstanceArn: APP_INSTANCE_ARN,
    Name: 'moderation',
  });
  expect(stack.resolve(flow.channelFlowArn)).toEqual({ Ref: id });
  expect(stack.resolve(flow.channelFlowId)).toEqual({ 'Fn::GetAtt': [id, 'ChannelFlowId'] });
  expect(flow.appInstanceArn).toBe(APP_INSTANCE_ARN);
});

test.each([0, 257])('fails to look up a flow with a name of %i characters', (length) => {
  const channelFlowName = 'm'.repeat(length);
  const lookUp = (name: string) => {
    const stack = newStack();
    ChannelFlow.fromChannelFlowName(stack, 'Flow', {
      appInstance: existingAppInstance(stack),
      channelFlowName: name,
    });
  };

  expect(() => lookUp(channelFlowName)).toThrow(`'channelFlowName' must have 1 to 256 characters`);
  expect(() => lookUp(lazily(channelFlowName))).not.toThrow();
});

test('fails to look up a flow in another region', () => {
  const stack = newStack({ env: { ...ENV, region: 'eu-central-1' } });
  expect(() =>
    ChannelFlow.fromChannelFlowName(stack, 'Flow', {
      appInstance: existingAppInstance(stack),
      channelFlowName: 'moderation',
    }),
  ).toThrow(/'appInstance' must be in the account and Region of the stack, got .*us-east-1/);
});

test('knows its own kind, and no other', () => {
  const stack = newStack();

  expect(ChannelFlow.isChannelFlow(newFlow(stack))).toBe(true);
  for (const other of [
    ChannelFlow.fromChannelFlowArn(stack, 'Import', FLOW_ARN),
    stack,
    null,
    undefined,
    'flow',
    {},
  ]) {
    expect(ChannelFlow.isChannelFlow(other)).toBe(false);
  }
});

// Across stacks

test('a flow can be used in another stack', () => {
  const app = newApp();
  const [chat, backend] = [new Stack(app, 'Chat'), new Stack(app, 'Backend')];
  const flow = newFlow(chat, { appInstance: newAppInstance(chat) });
  new CfnResource(backend, 'Backend', {
    type: 'AWS::CloudFormation::WaitConditionHandle',
    properties: { Arn: flow.channelFlowArn, Name: flow.channelFlowName, Id: flow.channelFlowId },
  });

  Template.fromStack(backend).hasResourceProperties('AWS::CloudFormation::WaitConditionHandle', {
    Arn: { 'Fn::ImportValue': Match.stringLikeRegexp('^Chat:ExportsOutputRefFlow') },
    Name: Match.stringLikeRegexp('^Chat-Flow-'),
    Id: { 'Fn::ImportValue': Match.stringLikeRegexp('ChannelFlowId') },
  });
});

test('a native flow keeps what was done to it as an L1', () => {
  const stack = newStack();
  const flow = newFlow(stack, { provisioning: CLOUDFORMATION });
  (flow.node.defaultChild as CfnChannelFlow).addPropertyOverride('Name', 'overridden');

  expect(propertiesOf(stack, NATIVE_FLOW).Name).toBe('overridden');
});

// Events

const FAILURE = {
  source: ['aws.chime'],
  'detail-type': ['Chime ChannelFlow Processing Status'],
};

test("failures to invoke a flow's functions can be reacted to", () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const flow = newFlow(stack, { processors: processorsOf(fn, fn.currentVersion) });
  const queue = new sqs.Queue(stack, 'Queue');
  const rule = flow.onProcessorInvocationFailure('Failed', {
    target: new targets.SqsQueue(queue),
    description: 'a processor could not be invoked',
    ruleName: 'failed',
  });

  expect(rule.node.path).toBe('Chat/Flow/Failed');
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    Description: 'a processor could not be invoked',
    Name: 'failed',
    EventPattern: {
      ...FAILURE,
      detail: {
        eventType: ['ProcessorInvocationFailure'],
        appInstanceArn: [APP_INSTANCE_ARN],
        processorResourceArn: [stack.resolve(fn.functionArn), stack.resolve(fn.currentVersion.functionArn)],
      },
    },
    Targets: [Match.objectLike({ Arn: stack.resolve(queue.queueArn) })],
  });
});

test.each([
  ['imported', (stack: Stack) => ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN)],
  [
    'looked up',
    (stack: Stack) =>
      ChannelFlow.fromChannelFlowName(stack, 'Flow', {
        appInstance: existingAppInstance(stack),
        channelFlowName: 'moderation',
      }),
  ],
] as [string, (stack: Stack) => IChannelFlow][])(
  'the functions of a flow that is %s are not known: its app instance is matched',
  (_, flowIn) => {
    const stack = newStack();
    flowIn(stack).onProcessorInvocationFailure('Failed');

    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        ...FAILURE,
        detail: { eventType: ['ProcessorInvocationFailure'], appInstanceArn: [APP_INSTANCE_ARN] },
      },
    });
  },
);

test('a rule may be narrowed, or put into another stack', () => {
  const app = newApp();
  const [chat, alarms] = [new Stack(app, 'Chat'), new Stack(app, 'Alarms')];
  newFlow(chat).onProcessorInvocationFailure('Failed', {
    crossStackScope: alarms,
    eventPattern: { detail: { failureReason: events.Match.prefix('User is not authorized') } },
  });

  Template.fromStack(chat).resourceCountIs('AWS::Events::Rule', 0);
  Template.fromStack(alarms).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      detail: Match.objectLike({
        eventType: ['ProcessorInvocationFailure'],
        failureReason: [{ prefix: 'User is not authorized' }],
      }),
    }),
  });
});

test('a name that CDK would leave to CloudFormation is made, as the service wants one', () => {
  const stack = newStack();
  newFlow(stack, { channelFlowName: PhysicalName.GENERATE_IF_NEEDED });

  Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', {
    Name: Match.stringLikeRegexp('^Chat-Flow-'),
  });
});
