import { type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ChannelFlow, ChannelFlowGrants, ChimeBearer } from '../src';
import {
  APP_INSTANCE_ARN,
  ENV,
  FLOW_ARN,
  FUNCTION_ARN,
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

const READ = [
  'chime:DescribeChannelFlow',
  'chime:ListChannelsAssociatedWithChannelFlow',
  'chime:ListTagsForResource',
];

type GrantName = 'associate' | 'callback' | 'createChannels' | 'manage' | 'read';

const bearer = ChimeBearer.fromArn(USER_ARN);
const CHANNELS = `${APP_INSTANCE_ARN}/channel/*`;

const STATEMENTS: Record<GrantName, object[]> = {
  read: [{ Action: READ, Effect: 'Allow', Resource: FLOW_ARN }],
  manage: [
    {
      Action: [...READ, 'chime:TagResource', 'chime:UntagResource', 'chime:UpdateChannelFlow'],
      Effect: 'Allow',
      Resource: FLOW_ARN,
    },
    {
      Action: 'chime:DeleteChannelFlow',
      Effect: 'Allow',
      Resource: [FLOW_ARN, `${APP_INSTANCE_ARN}/channel/*`],
    },
  ],
  associate: [
    {
      Action: ['chime:AssociateChannelFlow', 'chime:DisassociateChannelFlow'],
      Effect: 'Allow',
      Resource: [FLOW_ARN, USER_ARN, CHANNELS],
    },
  ],
  createChannels: [
    { Action: 'chime:AssociateChannelFlow', Effect: 'Allow', Resource: [FLOW_ARN, USER_ARN, CHANNELS] },
    {
      Action: [
        'chime:CreateChannel',
        'chime:CreateChannelMembership',
        'chime:CreateChannelModerator',
        'chime:DescribeChannel',
        'chime:DescribeChannelMembership',
        'chime:DescribeChannelModerator',
      ],
      Effect: 'Allow',
      Resource: [USER_ARN, CHANNELS],
    },
  ],
  callback: [
    { Action: 'chime:ChannelFlowCallback', Effect: 'Allow', Resource: `${APP_INSTANCE_ARN}/channel/*` },
  ],
};
const GRANTS = Object.keys(STATEMENTS) as GrantName[];

/** The statements of a grant, in its own policy. */
function granted(stack: Stack): object[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith('Backend'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as object[]);
}

const newRole = (stack: Stack) =>
  new iam.Role(stack, 'Backend', { assumedBy: new iam.AccountRootPrincipal() });

test.each(GRANTS)('%s allows a role no more than it says', (name) => {
  const stack = newStack();
  const grant = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).grants[name](newRole(stack), {
    bearer,
  });

  expect(granted(stack)).toEqual(STATEMENTS[name]);
  expect(grant.success).toBe(true);
});

test.each([
  ['role', newRole],
  ['user', (stack: Stack) => new iam.User(stack, 'Backend')],
  ['group', (stack: Stack) => new iam.Group(stack, 'Backend')],
  ['function', (stack: Stack) => newFunction(stack, 'Backend')],
  [
    'role that is imported',
    (stack: Stack) => iam.Role.fromRoleArn(stack, 'Backend', 'arn:aws:iam::1:role/backend'),
  ],
] as [string, (stack: Stack) => iam.IGrantable][])('a %s can be allowed', (_, grantee) => {
  const stack = newStack();
  ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).grants.associate(grantee(stack), { bearer });

  expect(granted(stack)).toEqual(STATEMENTS.associate);
});

test.each(GRANTS)('%s tells that a service principal cannot be allowed: it has no policy', (name) => {
  const flow = ChannelFlow.fromChannelFlowArn(newStack(), 'Flow', FLOW_ARN);
  const grant = flow.grants[name](new iam.ServicePrincipal('events.amazonaws.com'), { bearer });

  expect(grant.success).toBe(false);
  expect(() => grant.assertSuccess()).toThrow();
});

test('both parts of manage can be waited for', () => {
  const stack = newStack();
  const grant = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN).grants.manage(newRole(stack));

  expect(grant.principalStatements.flatMap(({ actions }) => actions)).toEqual(
    expect.arrayContaining(['chime:UpdateChannelFlow', 'chime:DeleteChannelFlow']),
  );
});

test('a flow of the stack is named by reference', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const flow = newFlow(stack, { appInstance });
  const user = ChimeBearer.appInstanceUser(newUser(stack, appInstance));
  flow.grants.associate(newRole(stack), { bearer: user });

  expect(granted(stack)).toMatchObject([
    {
      Resource: [
        stack.resolve(flow.channelFlowArn),
        { Ref: 'Alice' },
        { 'Fn::Join': ['', [{ Ref: 'AppInstance' }, '/channel/*']] },
      ],
    },
  ]);
});

test('an L1 flow can be granted', () => {
  const stack = newStack();
  const channelFlow = new CfnChannelFlow(stack, 'Flow', {
    appInstanceArn: APP_INSTANCE_ARN,
    name: 'moderation',
    processors: [],
  });
  ChannelFlowGrants.fromChannelFlow(channelFlow).manage(newRole(stack));

  expect(granted(stack)).toMatchObject([
    { Resource: { Ref: 'Flow' } },
    { Resource: [{ Ref: 'Flow' }, `${APP_INSTANCE_ARN}/channel/*`] },
  ]);
});

test('the app instance of a flow whose ARN is known at deployment is found in it', () => {
  const stack = newStack();
  ChannelFlow.fromChannelFlowArn(stack, 'Flow', parameter(stack, 'Arn')).grants.callback(newRole(stack));

  const appInstance = { 'Fn::Select': [0, { 'Fn::Split': ['/channel-flow/', { Ref: 'Arn' }] }] };
  expect(granted(stack)).toMatchObject([{ Resource: { 'Fn::Join': ['', [appInstance, '/channel/*']] } }]);
});

test('a reference that says no more than its ARN can be granted', () => {
  const stack = newStack();
  const channelFlow = Object.assign(Object.create(stack) as Stack, {
    channelFlowRef: { channelFlowArn: FLOW_ARN },
  });
  ChannelFlowGrants.fromChannelFlow(channelFlow).callback(newRole(stack));

  expect(granted(stack)).toEqual(STATEMENTS.callback);
});

const CIRCULAR = GRANTS.filter((grant) => grant !== 'callback');

test.each(CIRCULAR)('%s cannot be granted to a function of the flow, or to its role', (grant) => {
  const stack = newStack();
  const fn = newFunction(stack);
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  const flow = newFlow(stack, { processors: processorsOf(live) });

  for (const grantee of [fn, live, fn.role!]) {
    expect(() => flow.grants[grant](grantee, { bearer })).toThrow(
      "'grantee' must not be a processor of the flow, because the flow depends on its processors and they depend on the policies of their role," +
        ` got "Chat/Live": allow the actions on the flows of the app instance, using 'addToRolePolicy()' with 'appInstanceArn' and` +
        " '/channel-flow/*' (in Chat/Flow)",
    );
  }
});

test.each(CIRCULAR)('%s cannot be granted to a function of a flow that is an L1, or to its role', (grant) => {
  const stack = newStack();
  const fn = newFunction(stack);
  const version = fn.currentVersion;
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version });
  for (const processor of [fn, version, live]) {
    const grants = ChannelFlowGrants.fromChannelFlow(nativeFlow(stack, processor));
    for (const grantee of [fn, live, fn.role!]) {
      expect(() => grants[grant](grantee, { bearer })).toThrow(
        `got "${processor.node.path}": allow the actions on the flows of the app instance`,
      );
    }
  }
});

test('another function than those of an L1 can be granted', () => {
  const stack = newStack();
  const flow = nativeFlow(stack, newFunction(stack));
  ChannelFlowGrants.fromChannelFlow(flow).associate(newFunction(stack, 'Other'), { bearer });

  expect(() => Template.fromStack(stack)).not.toThrow();
});

function nativeFlow(stack: Stack, { functionArn, node }: lambda.IFunction): CfnChannelFlow {
  return new CfnChannelFlow(stack, `FlowOf${node.id}`, {
    appInstanceArn: APP_INSTANCE_ARN,
    name: 'moderation',
    processors: [
      {
        configuration: { lambda: { invocationType: 'ASYNC', resourceArn: functionArn } },
        executionOrder: 1,
        fallbackAction: 'ABORT',
        name: 'moderation',
      },
    ],
  });
}

test('a function of the flow may get what its error points to, and the grant that it has already', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const flow = newFlow(stack, { processors: processorsOf(fn) });
  flow.grants.callback(fn);
  const resources = [`${flow.appInstanceArn}/channel-flow/*`];
  fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['chime:DescribeChannelFlow'], resources }));

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('a function of another flow, and one that was imported, can be granted', () => {
  const stack = newStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ENV.account}:role/moderate`);
  const imported = lambda.Function.fromFunctionAttributes(stack, 'Fn', {
    functionArn: FUNCTION_ARN,
    sameEnvironment: true,
    role,
  });
  const flow = newFlow(stack, { processors: processorsOf(imported) });
  flow.grants.associate(imported, { bearer });
  flow.grants.associate(newFunction(stack, 'Other'), { bearer });

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each(['associate', 'createChannels'] as const)('%s needs to know the bearer', (grant) => {
  const stack = newStack();
  const { grants } = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN);
  const role = newRole(stack);
  const elsewhere = ChimeBearer.fromArn(`${OTHER_APP_INSTANCE_ARN}/user/eve`);

  expect(() => grants[grant](role, undefined as never)).toThrow(
    "'options' must be an object with 'bearer', got undefined (in Chat/Flow)",
  );
  expect(() => grants[grant](role, {} as never)).toThrow("'bearer' must be a ChimeBearer");
  expect(() => grants[grant](role, { bearer: elsewhere })).toThrow(
    `'bearer' must be a user or bot in the app instance of the channel flow, got "${elsewhere.bearerArn}" (in Chat/Flow)`,
  );
});
