import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  ChimeBearer,
  type IChannelFlowAssociation,
} from '../src';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  FLOW_ARN,
  lazily,
  newApp,
  newAppInstance,
  newBot,
  newChannel,
  newFlow,
  newFunction,
  newStack,
  newUser,
  OTHER_APP_INSTANCE_ARN,
  parameter,
  USER_ARN,
} from './support';

const ASSOCIATION = 'Custom::ChimeChannelFlowAssociation';
const POLICY = 'AWS::IAM::Policy';

/** A reference without a construct behind it: it only knows its ARN. */
const flowRef = (scope: Construct, channelFlowArn: string): aws_chime.IChannelFlowRef =>
  Object.assign(Object.create(scope), { channelFlowRef: { channelFlowArn } });
const channelRef = (scope: Construct, channelArn: string): aws_chime.IChannelRef =>
  Object.assign(Object.create(scope), { channelRef: { channelArn, chimeBearer: USER_ARN } });

interface Given {
  readonly flow?: string;
  readonly channel?: string;
  readonly bearer?: string;
}

function associate({ flow = FLOW_ARN, channel = CHANNEL_ARN, bearer = USER_ARN }: Given, stack = newStack()) {
  return new ChannelFlowAssociation(stack, 'Association', {
    channelFlow: flowRef(stack, flow),
    channel: channelRef(stack, channel),
    bearer: ChimeBearer.fromArn(bearer),
  });
}

function propertiesOf(stack: Stack): object {
  const [resource] = Object.values(Template.fromStack(stack).findResources(ASSOCIATION));
  return resource?.Properties as object;
}

test('an association of what exists already', () => {
  const stack = newStack();
  const association: IChannelFlowAssociation = new ChannelFlowAssociation(stack, 'Association', {
    channelFlow: ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN),
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });

  expect(association.channelArn).toBe(CHANNEL_ARN);
  expect(association.channelFlowArn).toBe(FLOW_ARN);
  expect(propertiesOf(stack)).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ChimeChannelFlowAssociationProvider/), 'Arn'] },
    ServiceTimeout: 1080,
    ChannelArn: CHANNEL_ARN,
    ChannelFlowArn: FLOW_ARN,
    ChimeBearer: USER_ARN,
  });
  Template.fromStack(stack).hasResource(ASSOCIATION, {
    DependsOn: [
      Match.stringLikeRegexp('^ChimeAssociateAs'),
      Match.stringLikeRegexp('^ChimeAssociateFlows'),
      Match.stringLikeRegexp('^ChimeVerify'),
    ],
  });
});

test("an association of what the stack makes takes a channel's ARN, which its Ref is not", () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const flow = newFlow(stack, { appInstance });
  flow.addAssociation('Lobby', {
    channel: newChannel(stack, appInstance),
    bearer: ChimeBearer.appInstanceBot(newBot(stack, appInstance)),
  });

  expect(propertiesOf(stack)).toMatchObject({
    ChannelArn: { 'Fn::GetAtt': ['Lobby', 'Arn'] },
    ChannelFlowArn: stack.resolve(flow.channelFlowArn),
    ChimeBearer: { Ref: 'Lex' },
  });
  expect(flow.node.findChild('Lobby')).toBeInstanceOf(ChannelFlowAssociation);
});

test('an L1 flow can be associated: the policy is for its app instance', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const channelFlow = new CfnChannelFlow(stack, 'Flow', {
    appInstanceArn: appInstance.attrAppInstanceArn,
    name: 'moderation',
    processors: [
      {
        name: 'moderate',
        configuration: { lambda: { resourceArn: newFunction(stack).functionArn, invocationType: 'ASYNC' } },
        executionOrder: 1,
        fallbackAction: 'ABORT',
      },
    ],
  });
  new ChannelFlowAssociation(stack, 'Association', {
    channelFlow,
    channel: newChannel(stack, appInstance),
    bearer: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
  });

  expect(propertiesOf(stack)).toMatchObject({ ChannelFlowArn: { Ref: 'Flow' } });
  Template.fromStack(stack).hasResourceProperties(POLICY, {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({ Action: Match.arrayWith(['chime:AssociateChannelFlow']) }),
        Match.objectLike({
          Action: Match.arrayWith(['chime:ListChannelFlows']),
          Resource: Match.arrayWith([{ 'Fn::GetAtt': ['AppInstance', 'AppInstanceArn'] }]),
        }),
      ]),
    }),
  });
});

test('the app instance of a flow whose ARN is known at deployment is found in it', () => {
  const stack = newStack();
  associate({ flow: parameter(stack, 'Flow') }, stack);

  const appInstance = { 'Fn::Select': [0, { 'Fn::Split': ['/channel-flow/', { Ref: 'Flow' }] }] };
  Template.fromStack(stack).hasResourceProperties(POLICY, {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([Match.objectLike({ Resource: Match.arrayWith([appInstance]) })]),
    }),
  });
});

test('flow, channel and association may be in three stacks', () => {
  const app = newApp();
  const [channels, chat, wiring] = ['Channels', 'Chat', 'Wiring'].map((id) => new Stack(app, id)) as [
    Stack,
    Stack,
    Stack,
  ];
  const appInstance = newAppInstance(channels);
  new ChannelFlowAssociation(wiring, 'Association', {
    channelFlow: newFlow(chat, { appInstance }),
    channel: newChannel(channels, appInstance),
    bearer: ChimeBearer.appInstanceUser(newUser(channels, appInstance)),
  });

  Template.fromStack(wiring).resourceCountIs(ASSOCIATION, 1);
  expect(chat.dependencies).toEqual([channels]);
  expect(new Set(wiring.dependencies)).toEqual(new Set([channels, chat]));
});

test.each([
  ['channel', { channel: FLOW_ARN }, 'channel', FLOW_ARN],
  ['channel', { channel: APP_INSTANCE_ARN }, 'channel', APP_INSTANCE_ARN],
  ['channel', { channel: 'lobby' }, 'channel', 'lobby'],
  ['channelFlow', { flow: CHANNEL_ARN }, 'channel-flow', CHANNEL_ARN],
  ['channelFlow', { flow: 'moderation' }, 'channel-flow', 'moderation'],
])('fails for the wrong kind of %s: %j', (property, given, kind, arn) => {
  expect(() => associate(given)).toThrow(
    `'${property}' must be an ARN of the form '…:app-instance/<id>/${kind}/<id>', got "${arn}" (in Chat/Association)`,
  );
});

test('passes the wrong kinds as tokens', () => {
  expect(() =>
    associate({ flow: lazily(CHANNEL_ARN), channel: lazily(FLOW_ARN), bearer: lazily(CHANNEL_ARN) }),
  ).not.toThrow();
});

const THEIR_CHANNEL = CHANNEL_ARN.replace(APP_INSTANCE_ARN, OTHER_APP_INSTANCE_ARN);
const THEIR_USER = USER_ARN.replace(APP_INSTANCE_ARN, OTHER_APP_INSTANCE_ARN);
const THEIR_BOT = BOT_ARN.replace(APP_INSTANCE_ARN, OTHER_APP_INSTANCE_ARN);

test('fails for a channel of another app instance', () => {
  expect(() => associate({ channel: THEIR_CHANNEL })).toThrow(
    `'channel' must be in the app instance of the channel flow, got "${THEIR_CHANNEL}" for "${FLOW_ARN}" (in Chat/Association)`,
  );
});

test.each([THEIR_USER, THEIR_BOT])('fails for a bearer of another app instance: %s', (bearer) => {
  expect(() => associate({ bearer })).toThrow(
    `'bearer' must be a user or bot in the app instance of the channel flow, got "${bearer}" for "${FLOW_ARN}" (in Chat/Association)`,
  );
});

test('passes what is of another app instance as tokens', () => {
  expect(() => associate({ channel: lazily(THEIR_CHANNEL), bearer: lazily(THEIR_USER) })).not.toThrow();
});

test('fails for a channel or bearer of another app instance of the stack', () => {
  const stack = newStack();
  const [ours, theirs] = [newAppInstance(stack, 'Ours'), newAppInstance(stack, 'Theirs')];
  const [channel, user] = [newChannel(stack, ours), newUser(stack, ours)];
  const [theirChannel, theirUser] = [newChannel(stack, theirs, 'Other'), newUser(stack, theirs, 'Bob')];
  const flow = newFlow(stack, { appInstance: ours });

  expect(() =>
    flow.addAssociation('Channel', { channel: theirChannel, bearer: ChimeBearer.appInstanceUser(user) }),
  ).toThrow(
    '\'channel\' must be in the app instance of the channel flow, got "<Chat/Other.Arn>" for the flow Chat/Flow (in Chat/Flow/Channel)',
  );
  expect(() =>
    flow.addAssociation('Bearer', { channel, bearer: ChimeBearer.appInstanceUser(theirUser) }),
  ).toThrow(
    '\'bearer\' must be a user or bot in the app instance of the channel flow, got "<Chat/Bob>" for the flow Chat/Flow (in Chat/Flow/Bearer)',
  );
  expect(() =>
    flow.addAssociation('Fine', { channel, bearer: ChimeBearer.appInstanceUser(user) }),
  ).not.toThrow();
});

test('passes an app instance that may be the same: a literal beside a resource of the stack', () => {
  const stack = newStack();
  const flow = newFlow(stack, { appInstance: newAppInstance(stack) });

  expect(() =>
    flow.addAssociation('Association', {
      channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
      bearer: ChimeBearer.fromArn(USER_ARN),
    }),
  ).not.toThrow();
});

test('fails for a second association of a channel, which would take it from the first', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const options = {
    channel: newChannel(stack, appInstance),
    bearer: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
  };
  newFlow(stack, { appInstance }, 'One').addAssociation('Lobby', options);

  expect(() => newFlow(stack, { appInstance }, 'Other').addAssociation('Lobby', options)).toThrow(
    `'channel' must not have another association, got one in "Chat/One/Lobby" (in Chat/Other/Lobby)`,
  );
});

test('a flow may have many channels, and each stack an association of its own', () => {
  const stacks = ['Blue', 'Green'].map((id) => new Stack(newApp(), id));
  for (const stack of stacks) {
    const flow = ChannelFlow.fromChannelFlowArn(stack, 'Flow', FLOW_ARN);
    for (const id of ['One', 'Other']) {
      flow.addAssociation(id, {
        channel: Channel.fromChannelArn(stack, `Channel${id}`, `${CHANNEL_ARN}-${id}`),
        bearer: ChimeBearer.fromArn(USER_ARN),
      });
    }
  }

  for (const stack of stacks) Template.fromStack(stack).resourceCountIs(ASSOCIATION, 2);
});
