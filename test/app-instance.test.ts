import { Template } from 'aws-cdk-lib/assertions';
import { AppInstance } from '../src';
import { APP_INSTANCE_ARN, ENV, lazily, newFlow, newStack, parameter, USER_ARN } from './support';

test('an app instance can be imported by its ARN', () => {
  const stack = newStack();
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);

  expect(appInstance.appInstanceArn).toBe(APP_INSTANCE_ARN);
  expect(appInstance.appInstanceRef).toEqual({ appInstanceArn: APP_INSTANCE_ARN });
  expect(appInstance.env).toEqual(ENV);
});

test('an app instance can be imported by an ARN that is known at deployment', () => {
  const stack = newStack();
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', parameter(stack, 'Arn'));
  newFlow(stack, { appInstance });

  Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', {
    AppInstanceArn: { Ref: 'Arn' },
  });
});

test.each([USER_ARN, 'ours', ''])('fails for %j, which passes as a token', (arn) => {
  expect(() => AppInstance.fromAppInstanceArn(newStack(), 'AppInstance', arn)).toThrow(
    `'appInstanceArn' must be the ARN of an app instance ('arn:aws:chime:<region>:<account>:app-instance/<id>'), got "${arn}" (in Chat/AppInstance)`,
  );
  expect(() => AppInstance.fromAppInstanceArn(newStack(), 'AppInstance', lazily(arn))).not.toThrow();
});
