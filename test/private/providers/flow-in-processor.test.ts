import { Aspects, type CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { Channel, type ChannelFlow, ChannelFlowProvisioning, ChimeBearer } from '../../../src';
import { CHANNEL_ARN, newApp, newFlow, newFunction, newStack, processorsOf, USER_ARN } from '../../support';

const MESSAGE =
  'Chat/Moderate/Resource must not refer to the flow, because Chat/Moderate depends on it and the flow depends on its processors:' +
  " in a policy, use 'appInstanceArn' and '/channel-flow/*'; in code, describe the channel of the message to get its flow," +
  " or pass 'channelFlowName' and find the flow with ListChannelFlows (in Chat/Flow)";

function flowOf(fn: lambda.Function, stack: Stack, provisioning?: ChannelFlowProvisioning): ChannelFlow {
  return newFlow(stack, { processors: processorsOf(fn), provisioning, channelFlowName: 'moderation' });
}

test.each<[string, (flow: ChannelFlow) => string]>([
  ['the ARN', ({ channelFlowArn }) => channelFlowArn],
  ['the id', ({ channelFlowId }) => channelFlowId],
  ['the ARN in an expression', ({ channelFlowArn }) => Fn.join(',', ['x', channelFlowArn])],
  ['the ARN in JSON', ({ channelFlowArn, stack }) => stack.toJsonString({ flows: [channelFlowArn] })],
  ['the ARN that is told late', ({ channelFlowArn }) => Lazy.string({ produce: () => channelFlowArn })],
])('fails for %s of a flow in the environment of its processor', (_, valueOf) => {
  for (const provisioning of Object.values(ChannelFlowProvisioning)) {
    const stack = newStack();
    const fn = newFunction(stack);
    fn.addEnvironment('FLOW', valueOf(flowOf(fn, stack, provisioning)));

    expect(() => Template.fromStack(stack)).toThrow(MESSAGE);
  }
});

test('fails where function and flow are in two stacks, and where an aspect sets the environment', () => {
  const app = newApp();
  const fn = newFunction(new Stack(app, 'Functions'));
  const stack = new Stack(app, 'Chat');
  const { channelFlowArn } = flowOf(fn, stack);
  const visit = (node: IConstruct) => {
    if (node === fn) fn.addEnvironment('FLOW', channelFlowArn);
  };
  Aspects.of(app).add({ visit });

  expect(() => Template.fromStack(stack)).toThrow(/^Functions\/Moderate\/Resource must not refer/);
});

test('passes the name of the flow, and the ARN in another function', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const flow = flowOf(fn, stack);
  fn.addEnvironment('FLOW_NAME', flow.channelFlowName);
  newFunction(stack, 'Other').addEnvironment('FLOW', flow.channelFlowArn);

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each<[string, string, (fn: lambda.Function, statement: iam.PolicyStatement) => void]>([
  ['addToRolePolicy', 'ServiceRole/DefaultPolicy/Resource', (fn, statement) => fn.addToRolePolicy(statement)],
  [
    'a policy below its role',
    'ServiceRole/Own/Resource',
    (fn, statement) => void new iam.Policy(fn.role!, 'Own', { statements: [statement] }),
  ],
  [
    'a managed policy of its role',
    'Managed/Resource',
    (fn, statement) =>
      fn.role!.addManagedPolicy(new iam.ManagedPolicy(fn, 'Managed', { statements: [statement] })),
  ],
])('fails for the ARN of a flow in a policy of its processor, by %s', (_, path, allow) => {
  const stack = newStack();
  const fn = newFunction(stack);
  const { channelFlowArn } = flowOf(fn, stack);
  allow(fn, new iam.PolicyStatement({ actions: ['chime:DescribeChannelFlow'], resources: [channelFlowArn] }));

  expect(() => Template.fromStack(stack)).toThrow(
    `Chat/Moderate/${path} must not refer to the flow, because Chat/Moderate depends on it and the flow depends on its processors`,
  );
});

test('fails for a processor that depends on its flow', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  fn.node.addDependency(flowOf(fn, stack));

  expect(() => Template.fromStack(stack)).toThrow(
    'must not refer to the flow, because Chat/Moderate depends on it',
  );
});

test('passes a resource that the app defines below the flow, which has nothing of the flow', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const queue = new sqs.Queue(flowOf(fn, stack), 'Review');
  fn.addEnvironment('QUEUE', queue.queueUrl);
  queue.grantSendMessages(fn);

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each(['Chat', 'Functions'])(
  'fails for a resource below the flow that has its ARN, from the stack %s',
  (id) => {
    const app = newApp();
    const chat = new Stack(app, 'Chat');
    const fn = newFunction(id === 'Chat' ? chat : new Stack(app, id));
    const flow = flowOf(fn, chat);
    const arn = new ssm.StringParameter(flow, 'Arn', { stringValue: flow.channelFlowArn });
    fn.addEnvironment('FLOW_PARAMETER', arn.parameterName);

    expect(() => Template.fromStack(chat)).toThrow(`${id}/Moderate/Resource must not refer to the flow`);
  },
);

test('fails for an association of the flow that a processor depends on', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const association = flowOf(fn, stack).addAssociation('Lobby', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });
  fn.node.addDependency(association);

  expect(() => Template.fromStack(stack)).toThrow('Chat/Moderate/Resource must not refer to the flow');
});

test("passes a policy of its processor for all flows of the app instance, and another function's for the flow", () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const { appInstanceArn, channelFlowArn } = flowOf(fn, stack);
  const allow = (target: lambda.Function, resource: string) =>
    target.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['chime:DescribeChannelFlow'], resources: [resource] }),
    );
  allow(fn, `${appInstanceArn}/channel-flow/*`);
  allow(newFunction(stack, 'Other'), channelFlowArn);

  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('a flow that comes back into its processor by another resource', () => {
  const messageOf = (way: string) =>
    `[Chat/Flow] ${way} and the flow depends on its processors: in a policy, use 'appInstanceArn' and '/channel-flow/*'`;

  test.each<[string, (stack: Stack, flow: ChannelFlow) => string]>([
    ['a reference', (_, { channelFlowArn }) => channelFlowArn],
    ['Fn.ref', (stack, flow) => Fn.ref(logicalIdOf(stack, flow))],
    ['Fn.getAtt', (stack, flow) => Fn.getAtt(logicalIdOf(stack, flow), 'ChannelFlowId').toString()],
    ['Fn.sub', (stack, flow) => Fn.sub(`flow \${${logicalIdOf(stack, flow)}}`)],
    ['Fn.sub of an attribute', (stack, flow) => Fn.sub(`\${${logicalIdOf(stack, flow)}.ChannelFlowId}`)],
    ['Fn.sub of a variable', (_, flow) => Fn.sub('\${Arn}', { Arn: flow.channelFlowArn })],
    ['Fn.join', (stack, flow) => Fn.join('/', ['x', Fn.ref(logicalIdOf(stack, flow))])],
    ['a text around it', (stack, flow) => `x ${Fn.ref(logicalIdOf(stack, flow))}`],
  ])('fails where a parameter of SSM holds it by %s', (_, valueOf) => {
    const stack = newStack();
    const fn = newFunction(stack);
    const stringValue = valueOf(stack, flowOf(fn, stack));
    const parameter = new ssm.StringParameter(stack, 'FlowArn', { stringValue });
    fn.addEnvironment('FLOW_PARAMETER', parameter.parameterName);

    expect(() => Template.fromStack(stack)).toThrow(
      messageOf('Chat/FlowArn/Resource must not refer to the flow, because Chat/Moderate depends on it'),
    );
  });

  test.each<[string, (fn: lambda.CfnFunction, id: string) => void]>([
    ['an override', (fn, id) => fn.addPropertyOverride('Environment.Variables.FLOW', { Ref: id })],
    ['an override of what it depends on', (fn, id) => fn.addOverride('DependsOn', id)],
  ])('fails where the function itself has it by %s', (_, set) => {
    const stack = newStack();
    const fn = newFunction(stack);
    set(fn.node.defaultChild as lambda.CfnFunction, logicalIdOf(stack, flowOf(fn, stack)));

    expect(() => Template.fromStack(stack)).toThrow(
      messageOf('Chat/Moderate/Resource must not refer to the flow, because Chat/Moderate depends on it'),
    );
  });

  test('fails with the whole way, also of a role that may read the parameter', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const { channelFlowArn } = flowOf(fn, stack);
    const parameter = new ssm.StringParameter(stack, 'FlowArn', { stringValue: channelFlowArn });
    parameter.grantRead(fn);

    expect(() => Template.fromStack(stack)).toThrow(
      messageOf(
        'Chat/FlowArn/Resource must not refer to the flow, because Chat/Moderate depends on it, through' +
          ' Chat/Moderate/ServiceRole/DefaultPolicy/Resource,',
      ),
    );
  });

  test('passes where the function knows the name of the parameter only', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const { channelFlowArn } = flowOf(fn, stack);
    new ssm.StringParameter(stack, 'FlowArn', { parameterName: '/chat/flow', stringValue: channelFlowArn });
    fn.addEnvironment('FLOW_PARAMETER', '/chat/flow');
    fn.addEnvironment('TEXT', Fn.sub('${Flow}', { Flow: 'a variable, no resource' }));

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('looks only at what the functions wait for, and once at each', () => {
    const stack = newStack();
    const secret = new ssm.StringParameter(stack, 'Shared', { stringValue: 'shared' });
    const other = new ssm.StringParameter(stack, 'Other', { stringValue: 'other' });
    const looks = [secret, other].map((parameter) =>
      jest.spyOn(parameter.node.defaultChild as CfnResource, '_toCloudFormation'),
    );
    const functions = ['One', 'Two', 'Three'].map((id) => newFunction(stack, id));
    for (const fn of functions) fn.addEnvironment('SHARED', secret.parameterName);
    functions.forEach((fn, index) => newFlow(stack, { processors: processorsOf(fn) }, `Flow${index}`));
    Template.fromStack(stack);

    const [shared, unrelated] = looks.map(({ mock }) => mock.calls.length);
    expect(shared).toBe(unrelated! + 1);
  });
});

function logicalIdOf(stack: Stack, flow: ChannelFlow): string {
  return stack.getLogicalId(flow.node.defaultChild as CfnResource);
}
