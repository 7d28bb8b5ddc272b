import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AppInstance,
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  ChannelFlowAssociationProvider,
  ChannelFlowProvider,
  ChimeBearer,
  ProcessorGuard,
} from '../../../src';
import {
  APP_INSTANCE_ARN,
  CHANNEL_ARN,
  newAppInstance,
  newChannel,
  newFlow,
  newFunction,
  newStack,
  newUser,
  USER_ARN,
} from '../../support';

const ELSEWHERE = { account: '111122223333', region: 'eu-central-1' };

test('fails for an app instance in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });

  expect(() =>
    newFlow(stack, { appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN) }),
  ).toThrow(
    `'appInstance' must be in the account and Region of the stack, got "account 111122223333, region us-east-1" for Chat/AppInstance (in Chat/Flow)`,
  );
});

test('fails for a channel in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });
  const flow = newFlow(stack, {
    appInstance: AppInstance.fromAppInstanceArn(
      stack,
      'AppInstance',
      APP_INSTANCE_ARN.replace('us-east-1', 'eu-central-1'),
    ),
  });

  expect(() =>
    flow.addAssociation('Association', {
      channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
      bearer: ChimeBearer.fromArn(USER_ARN),
    }),
  ).toThrow(
    /^'channel' must be in the account and Region of the stack, got "account 111122223333, region us-east-1"/,
  );
});

test('fails for a bearer in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });
  const appInstance = newAppInstance(stack);
  const message =
    `must be in the account and Region of the stack, got "account 111122223333, region us-east-1" for "${USER_ARN}"` +
    ' (in Chat/Flow';

  expect(() => newFlow(stack, { appInstance, disassociateOnDelete: ChimeBearer.fromArn(USER_ARN) })).toThrow(
    `'disassociateOnDelete' ${message})`,
  );
  const channel = newChannel(stack, appInstance);
  const flow = newFlow(stack, { appInstance }, 'Flows');
  expect(() =>
    flow.addAssociation('Association', { channel, bearer: ChimeBearer.fromArn(USER_ARN) }),
  ).toThrow(`'bearer' ${message}s/Association)`);
});

test('fails for a user of a stack in another region', () => {
  const stack = newStack({ env: ELSEWHERE });
  const other = new Stack(stack.node.root, 'Other', { env: { ...ELSEWHERE, region: 'us-east-1' } });
  const bearer = ChimeBearer.appInstanceUser(newUser(other, newAppInstance(other)));

  expect(() => newFlow(stack, { appInstance: newAppInstance(stack), disassociateOnDelete: bearer })).toThrow(
    `'disassociateOnDelete' must be in the account and Region of the stack, got "account 111122223333, region us-east-1"`,
  );
});

test('fails for a provider in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });
  const other = new Stack(stack.node.root, 'Other', { env: { ...ELSEWHERE, region: 'us-east-1' } });
  const appInstance = newAppInstance(stack);
  const message =
    `'provider' must be in the account and Region of the stack, got "account 111122223333, region us-east-1" for` +
    ' Other/';
  const provider = new ChannelFlowProvider(other, 'Flows');

  expect(() => newFlow(stack, { appInstance, provider })).toThrow(`${message}Flows`);
  expect(() =>
    ChannelFlow.fromChannelFlowName(stack, 'Found', { appInstance, channelFlowName: 'ours', provider }),
  ).toThrow(`${message}Flows`);
  expect(
    () =>
      new ChannelFlowAssociation(stack, 'Association', {
        channelFlow: newFlow(stack, { appInstance }, 'Ours'),
        channel: newChannel(stack, appInstance),
        bearer: ChimeBearer.appInstanceUser(newUser(stack, appInstance, 'Bob')),
        provider: new ChannelFlowAssociationProvider(other, 'Associations'),
      }),
  ).toThrow(`${message}Associations`);
});

test('says nothing where the stack does not know its account and region', () => {
  const stack = newStack();

  expect(() =>
    newFlow(stack, { appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN) }),
  ).not.toThrow();
});

test.each([
  ['us-east-1', 0],
  ['eu-central-1', 0],
  ['eu-west-1', 1],
])('an app instance in %s gives %i warnings', (region, count) => {
  const stack = newStack({ env: { account: '111122223333', region } });
  newFlow(stack, { appInstance: newAppInstance(stack) });

  expect(regionWarnings(stack)).toHaveLength(count);
});

test('the warning of a Region without the service says where there are app instances', () => {
  const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
  ChannelFlow.fromChannelFlowName(stack, 'Found', {
    appInstance: newAppInstance(stack),
    channelFlowName: 'moderation',
  });

  expect(regionWarnings(stack)).toEqual([
    "'appInstance' is in eu-west-1, but Amazon Chime SDK messaging supports app instances only in us-east-1 and eu-central-1: deploy the" +
      ' stack to one of these Regions [ack: cdk-chime-sdk-messaging:app-instance-region]',
  ]);
});

test('a guard warns of an app instance in a Region without the service', () => {
  const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
  new ProcessorGuard(stack, 'Guard').addProcessor(newFunction(stack), { appInstance: newAppInstance(stack) });

  expect(regionWarnings(stack)).toHaveLength(1);
});

test('an import by name in another Region is named by its path', () => {
  const stack = newStack({ env: { account: '111122223333', region: 'us-east-1' } });
  const appInstance = AppInstance.fromAppInstanceArn(
    stack,
    'AppInstance',
    'arn:aws:chime:eu-central-1:111122223333:app-instance/chat',
  );

  expect(() =>
    ChannelFlow.fromChannelFlowName(stack, 'Found', { appInstance, channelFlowName: 'moderation' }),
  ).toThrow(/^'appInstance' must be in the account and Region of the stack, got .* \(in Chat\/Found\)$/);
});

function regionWarnings(stack: Stack): unknown[] {
  const warnings = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('app-instance-region'),
  );
  return warnings.map(({ entry }) => entry.data);
}

describe('in a stack that may be anywhere', () => {
  const appInstanceIn = (stack: Stack) =>
    AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);
  const functionIn = (stack: Stack, region: string) =>
    lambda.Function.fromFunctionAttributes(stack, 'Moderate', {
      functionArn: `arn:aws:lambda:${region}:111122223333:function:moderate`,
      role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/moderate'),
    });
  const message =
    'must be in the account and Region of the app instance (account 111122223333, region us-east-1),' +
    ' got "account 111122223333, region us-west-2" for Chat/Moderate';

  test('a flow fails for a processor in another region than its app instance', () => {
    const stack = newStack();
    const appInstance = appInstanceIn(stack);
    const processors = [{ function: functionIn(stack, 'us-west-2') }];

    expect(() => new ChannelFlow(stack, 'Flow', { appInstance, processors })).toThrow(
      `'processors[0].function' ${message} (in Chat/Flow)`,
    );
  });

  test('a guard fails for a processor in another region than its app instance', () => {
    const stack = newStack();
    const guard = ProcessorGuard.of(stack);

    expect(() =>
      guard.addProcessor(functionIn(stack, 'us-west-2'), { appInstance: appInstanceIn(stack) }),
    ).toThrow(`'processorFunction' ${message}`);
  });

  test('a flow takes a processor in the region of its app instance', () => {
    const stack = newStack();
    const processors = [{ function: functionIn(stack, 'us-east-1') }];

    expect(
      () => new ChannelFlow(stack, 'Flow', { appInstance: appInstanceIn(stack), processors }),
    ).not.toThrow();
  });
});
