import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AppInstance, Channel, ChannelFlow, ChimeBearer } from '../../../src';
import { APP_INSTANCE_ARN, CHANNEL_ARN, newAppInstance, newFlow, newStack, USER_ARN } from '../../support';

const ELSEWHERE = { account: '111122223333', region: 'eu-central-1' };

test('fails for an app instance in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });

  expect(() =>
    newFlow(stack, { appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN) }),
  ).toThrow(
    `'appInstance' must be in the account and region of the stack, got "account 111122223333, region us-east-1" for Chat/AppInstance (in Chat/Flow)`,
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
    /^'channel' must be in the account and region of the stack, got "account 111122223333, region us-east-1"/,
  );
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
    "'appInstance' is in eu-west-1, but Amazon Chime SDK messaging has app instances in us-east-1 and eu-central-1 only: deploy the" +
      ' stack to one of these Regions [ack: cdk-chime-sdk-messaging:app-instance-region]',
  ]);
});

function regionWarnings(stack: Stack): unknown[] {
  const warnings = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('app-instance-region'),
  );
  return warnings.map(({ entry }) => entry.data);
}
