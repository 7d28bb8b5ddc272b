import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ChimeBearer } from '../src';
import { model } from './conformance/service-model';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  FLOW_ARN,
  lazily,
  newAppInstance,
  newBot,
  newStack,
  newUser,
  parameter,
  USER_ARN,
} from './support';
import { BEARER_ACTIONS } from '../src/private/validation';

const userRef = (scope: Construct, appInstanceUserArn: string): aws_chime.IAppInstanceUserRef =>
  Object.assign(Object.create(scope), { appInstanceUserRef: { appInstanceUserArn } });
const botRef = (scope: Construct, appInstanceBotArn: string): aws_chime.IAppInstanceBotRef =>
  Object.assign(Object.create(scope), { appInstanceBotRef: { appInstanceBotArn } });

test('a bearer may be a user of the stack, whose app instance is known', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const bearer = ChimeBearer.appInstanceUser(newUser(stack, appInstance));

  expect(stack.resolve(bearer.bearerArn)).toEqual({ Ref: 'Alice' });
  expect(bearer._appInstanceArn).toBe(appInstance.attrAppInstanceArn);
});

test('a bearer may be a bot of the stack, whose app instance is known', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const bearer = ChimeBearer.appInstanceBot(newBot(stack, appInstance));

  expect(stack.resolve(bearer.bearerArn)).toEqual({ Ref: 'Lex' });
  expect(bearer._appInstanceArn).toBe(appInstance.attrAppInstanceArn);
});

test('a bearer may be any reference, whose app instance stands in its ARN', () => {
  const stack = newStack();
  const bearers = [
    ChimeBearer.appInstanceUser(userRef(stack, USER_ARN)),
    ChimeBearer.appInstanceBot(botRef(stack, BOT_ARN)),
  ];

  expect(bearers.map(({ bearerArn }) => bearerArn)).toEqual([USER_ARN, BOT_ARN]);
  expect(bearers.map(({ _appInstanceArn }) => _appInstanceArn)).toEqual([APP_INSTANCE_ARN, APP_INSTANCE_ARN]);
});

test.each([USER_ARN, BOT_ARN])('a bearer may exist already: %s', (arn) => {
  const bearer = ChimeBearer.fromArn(arn);

  expect(bearer.bearerArn).toBe(arn);
  expect(bearer._appInstanceArn).toBe(APP_INSTANCE_ARN);
});

test.each([CHANNEL_ARN, FLOW_ARN, APP_INSTANCE_ARN, 'alice', ''])(
  'fails for a bearer that is neither user nor bot: %j',
  (arn) => {
    expect(() => ChimeBearer.fromArn(arn)).toThrow(
      `'bearerArn' must be an ARN of the form '…:app-instance/<id>/user/<id>' or '…:app-instance/<id>/bot/<id>', got "${arn}"`,
    );
  },
);

test('fails for a bot as user, and for a user as bot', () => {
  const stack = newStack();

  expect(() => ChimeBearer.appInstanceUser(userRef(stack, BOT_ARN))).toThrow(
    `'user' must be an ARN of the form '…:app-instance/<id>/user/<id>', got "${BOT_ARN}" (in Chat)`,
  );
  expect(() => ChimeBearer.appInstanceBot(botRef(stack, USER_ARN))).toThrow(
    `'bot' must be an ARN of the form '…:app-instance/<id>/bot/<id>', got "${USER_ARN}" (in Chat)`,
  );
});

test('passes anything as a token, whose app instance is not known', () => {
  const stack = newStack();
  const bearers = [
    ChimeBearer.fromArn(lazily(CHANNEL_ARN)),
    ChimeBearer.appInstanceUser(userRef(stack, lazily(BOT_ARN))),
    ChimeBearer.appInstanceBot(botRef(stack, lazily(USER_ARN))),
  ];

  expect(bearers.map(({ _appInstanceArn }) => _appInstanceArn)).toEqual([undefined, undefined, undefined]);
});

/** The statements of a role after a grant. */
function granted(stack: Stack, bearer: ChimeBearer, ...actions: string[]): unknown {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  expect(bearer.grant(role, ...actions).success).toBe(true);
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return (policy!.Properties as { PolicyDocument: { Statement: unknown } }).PolicyDocument.Statement;
}

test('a grant lets somebody act as the bearer in its app instance, on what each action needs', () => {
  const actions = [
    'chime:SendChannelMessage',
    'chime:ListChannels',
    'chime:AssociateChannelFlow',
    'chime:DescribeChannel',
  ];

  expect(granted(newStack(), ChimeBearer.fromArn(BOT_ARN), ...actions)).toEqual([
    { Action: 'chime:ListChannels', Effect: 'Allow', Resource: BOT_ARN },
    {
      Action: ['chime:SendChannelMessage', 'chime:DescribeChannel'],
      Effect: 'Allow',
      Resource: [BOT_ARN, `${APP_INSTANCE_ARN}/channel/*`],
    },
    {
      Action: 'chime:AssociateChannelFlow',
      Effect: 'Allow',
      Resource: [BOT_ARN, `${APP_INSTANCE_ARN}/channel/*`, `${APP_INSTANCE_ARN}/channel-flow/*`],
    },
  ]);
});

test('a grant for a bearer of the stack names it by reference', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const bearer = ChimeBearer.appInstanceUser(newUser(stack, appInstance));

  expect(granted(stack, bearer, 'chime:SendChannelMessage')).toEqual([
    {
      Action: 'chime:SendChannelMessage',
      Effect: 'Allow',
      Resource: [
        { Ref: 'Alice' },
        { 'Fn::Join': ['', [stack.resolve(appInstance.attrAppInstanceArn), '/channel/*']] },
      ],
    },
  ]);
});

test('the app instance of a bearer whose ARN is known at deployment is found in it', () => {
  const stack = newStack();
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', { Ref: 'Bearer' }] }] });

  expect(
    granted(stack, ChimeBearer.fromArn(parameter(stack, 'Bearer')), 'chime:SendChannelMessage'),
  ).toMatchObject([
    { Resource: [{ Ref: 'Bearer' }, { 'Fn::Join': ['', [part(0), '/', part(1), '/channel/*']] }] },
  ]);
});

test.each([
  [
    'no action',
    [],
    "'actions' must name at least one action, got none: for example 'chime:SendChannelMessage'",
  ],
  [
    'an action of another service',
    ['s3:GetObject'],
    `'actions' must be actions of API calls that take a bearer, such as 'chime:SendChannelMessage', got "s3:GetObject": allow other actions in a policy of the principal`,
  ],
  [
    'an action without its service',
    ['SendChannelMessage'],
    `got "SendChannelMessage", did you mean 'chime:SendChannelMessage'?`,
  ],
  [
    'an action with a slip after one that is good',
    ['chime:ListChannels', 'chime:SendChannelMesage'],
    `got "chime:SendChannelMesage", did you mean 'chime:SendChannelMessage'?`,
  ],
  [
    'an action in another case',
    ['chime:listChannels'],
    `got "chime:listChannels", did you mean 'chime:ListChannels'?`,
  ],
  ['a wildcard', ['chime:Send*'], 'got "chime:Send*"'],
  ['every action', ['chime:*'], `got "chime:*"`],
  ['an action that is undefined', [undefined as unknown as string], 'got undefined'],
  ['a list', [['chime:Connect'] as unknown as string], 'got ["chime:Connect"]'],
])('fails for a grant of %s', (_, actions, message) => {
  const grantee = new iam.Role(newStack(), 'Role', { assumedBy: new iam.AccountRootPrincipal() });

  expect(() => ChimeBearer.fromArn(USER_ARN).grant(grantee, ...actions)).toThrow(message);
});

const HAS_BEARER = Object.entries({ ...model.identity.operations, ...model.messaging.operations }).map(
  ([name, { input }]) => {
    const { members = {} } = model.messaging.shapes[input?.shape ?? ''] ?? {};
    return [`chime:${name}`, 'ChimeBearer' in members] as const;
  },
);

test('a grant is of each action whose call names a bearer', () => {
  const actions = HAS_BEARER.flatMap(([action, hasBearer]) => (hasBearer ? [action] : []));
  const statements = granted(newStack(), ChimeBearer.fromArn(BOT_ARN), ...actions, 'chime:Connect');

  const all = (statements as { Action: string | string[] }[]).flatMap(({ Action }) => Action);
  expect(all.sort()).toEqual([...actions, 'chime:Connect'].sort());
  expect([...BEARER_ACTIONS].sort()).toEqual(all);
});

test.each(HAS_BEARER.filter(([, hasBearer]) => !hasBearer))(
  'fails for a grant of %s, whose call names no bearer',
  (action) => {
    const grantee = new iam.Role(newStack(), 'Role', { assumedBy: new iam.AccountRootPrincipal() });

    expect(() => ChimeBearer.fromArn(USER_ARN).grant(grantee, action)).toThrow(
      `got "${action}": allow other actions in a policy of the principal`,
    );
  },
);

test('a grant is of an action that is known at deployment', () => {
  const action = lazily('chime:SendChannelMessage');

  expect(granted(newStack(), ChimeBearer.fromArn(BOT_ARN), action)).toMatchObject([
    { Action: 'chime:SendChannelMessage' },
  ]);
});

test('fails for a grantee that is none', () => {
  expect(() => ChimeBearer.fromArn(USER_ARN).grant(undefined as never, 'chime:ListChannels')).toThrow(
    "'grantee' must be a grantable",
  );
});
