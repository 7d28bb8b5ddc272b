import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ChimeBearer } from '../src';
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
  USER_ARN,
} from './support';

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
