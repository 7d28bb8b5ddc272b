import { AppInstance, Channel, ChimeBearer } from '../../../src';
import { APP_INSTANCE_ARN, CHANNEL_ARN, newFlow, newStack, USER_ARN } from '../../support';

const ELSEWHERE = { account: '111122223333', region: 'eu-central-1' };

test('fails for an app instance in another region than the stack', () => {
  const stack = newStack({ env: ELSEWHERE });

  expect(() =>
    newFlow(stack, { appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN) }),
  ).toThrow(
    `'appInstance' must be in the account and region of the stack, got "account 111122223333, region us-east-1" (in Chat/Flow)`,
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
