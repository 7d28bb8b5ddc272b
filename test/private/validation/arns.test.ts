import { Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  areDifferent,
  channelFlowIdOf,
  identityOf,
  knownAppInstanceArn,
  validateAppInstanceArn,
  validateResourceArn,
} from '../../../src/private/validation/arns';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  existingAppInstance,
  FLOW_ARN,
  FUNCTION_ARN,
  lazily,
  newApp,
  newAppInstance,
  newFunction,
  newStack,
  newUser,
  OTHER_APP_INSTANCE_ARN,
  parameter,
  USER_ARN,
} from '../../support';

const WRONG_FOR_APP_INSTANCE = [
  '',
  'ours',
  USER_ARN,
  FUNCTION_ARN,
  `${APP_INSTANCE_ARN}/`,
  APP_INSTANCE_ARN.replace('app-instance', 'appInstance'),
  `${APP_INSTANCE_ARN}\n`,
];

test.each([
  APP_INSTANCE_ARN,
  'arn:aws-us-gov:chime:us-gov-west-1:111122223333:app-instance/ours',
  'arn:aws:chime:::app-instance/ours',
])('%s is an app instance', (arn) => {
  expect(() => validateAppInstanceArn(undefined, 'appInstance', arn)).not.toThrow();
});

test.each(WRONG_FOR_APP_INSTANCE)('fails for %j as an app instance, with property, rule and value', (arn) => {
  expect(() => validateAppInstanceArn(newStack(), 'appInstance', arn)).toThrow(
    `'appInstance' must be the ARN of an app instance ('arn:aws:chime:<region>:<account>:app-instance/<id>'), got ${JSON.stringify(arn)} (in Chat)`,
  );
});

test.each(WRONG_FOR_APP_INSTANCE)('passes %j as an app instance if it is a token', (arn) => {
  expect(() => validateAppInstanceArn(undefined, 'appInstance', lazily(arn))).not.toThrow();
});

test.each([
  ['channel', CHANNEL_ARN],
  ['channel-flow', FLOW_ARN],
  ['user', USER_ARN],
  ['bot', BOT_ARN],
  ['user', `${APP_INSTANCE_ARN}/user/alice:a@b.c`],
] as const)('a %s may be %s', (kind, arn) => {
  expect(() => validateResourceArn(undefined, 'arn', arn, kind)).not.toThrow();
});

test.each([
  ['channel', FLOW_ARN],
  ['channel-flow', CHANNEL_ARN],
  ['user', BOT_ARN],
  ['bot', USER_ARN],
  ['channel', APP_INSTANCE_ARN],
  ['channel', `${CHANNEL_ARN}/membership/x`],
  ['channel', `${CHANNEL_ARN}|${USER_ARN}`],
  ['channel', `${APP_INSTANCE_ARN}/channel/`],
  ['channel', 'lobby'],
  ['channel', FUNCTION_ARN],
] as const)('fails for a %s that is %s', (kind, arn) => {
  expect(() => validateResourceArn(newStack(), 'channel', arn, kind)).toThrow(
    `'channel' must be an ARN of the form '…:app-instance/<id>/${kind}/<id>', got ${JSON.stringify(arn).slice(0, 120)}`,
  );
});

test('an ARN may be of one of several kinds, which the error names', () => {
  expect(() => validateResourceArn(undefined, 'bearer', USER_ARN, 'user', 'bot')).not.toThrow();
  expect(() => validateResourceArn(undefined, 'bearer', BOT_ARN, 'user', 'bot')).not.toThrow();
  expect(() => validateResourceArn(undefined, 'bearer', FLOW_ARN, 'user', 'bot')).toThrow(
    "'…:app-instance/<id>/user/<id>' or '…:app-instance/<id>/bot/<id>'",
  );
});

test('passes an ARN of the wrong kind if it is a token', () => {
  expect(() => validateResourceArn(undefined, 'channel', lazily(FLOW_ARN), 'channel')).not.toThrow();
});

test.each([CHANNEL_ARN, FLOW_ARN, USER_ARN, BOT_ARN])('knows the app instance of %s', (arn) => {
  expect(knownAppInstanceArn(arn)).toBe(APP_INSTANCE_ARN);
});

test('does not know the app instance of a token, or of something else', () => {
  expect(knownAppInstanceArn(lazily(CHANNEL_ARN))).toBeUndefined();
  expect(knownAppInstanceArn(FUNCTION_ARN)).toBeUndefined();
});

test('a resource says which app instance it is in, or nothing', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);

  expect(appInstanceArnOfResource(newUser(stack, appInstance))).toBe(appInstance.attrAppInstanceArn);
  expect(appInstanceArnOfResource(newFunction(stack))).toBeUndefined();
});

test('takes a flow ARN apart at synthesis if it is known, at deployment otherwise', () => {
  const stack = newStack();
  const later = parameter(stack, 'FlowArn');

  expect(appInstanceArnOfFlow(FLOW_ARN)).toBe(APP_INSTANCE_ARN);
  expect(channelFlowIdOf(FLOW_ARN)).toBe('moderation');
  const split = { 'Fn::Split': ['/channel-flow/', { Ref: 'FlowArn' }] };
  expect(stack.resolve(appInstanceArnOfFlow(later))).toEqual({ 'Fn::Select': [0, split] });
  expect(stack.resolve(channelFlowIdOf(later))).toEqual({ 'Fn::Select': [1, split] });
});

test('Ref and attribute of an app instance are the same thing', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);

  expect(identityOf(stack, appInstance.ref)).toBe(identityOf(stack, appInstance.attrAppInstanceArn));
  expect(identityOf(stack, appInstance.ref)).not.toBe(identityOf(stack, newAppInstance(stack, 'Other').ref));
});

test('Ref and attributes of other resources are different things', () => {
  const stack = newStack();
  const user = newUser(stack, newAppInstance(stack));

  expect(identityOf(stack, user.ref)).not.toBe(identityOf(stack, user.attrAppInstanceUserArn));
});

test('identities are the same in every stage, and do not depend on the order of construction', () => {
  const identities = ['Beta', 'Prod'].map((id) => {
    const stage = new Stage(newApp(), id);
    const [base, chat] = [new Stack(stage, 'Base'), new Stack(stage, 'Chat')];
    if (id === 'Prod') newFunction(chat, 'First'); // use up numbers of tokens
    return [
      identityOf(chat, newAppInstance(chat).ref),
      identityOf(chat, newAppInstance(base).ref),
      identityOf(chat, parameter(chat, 'Parameter')),
      identityOf(chat, `${newAppInstance(chat, 'Part').ref}/x`),
      identityOf(chat, Fn.importValue('export')),
    ];
  });

  expect(identities[0]).toEqual(identities[1]);
  expect(new Set(identities[0]).size).toBe(5);
});

test('a construct of another stack is another than one with the same ids in this stack', () => {
  const app = newApp();
  const base = new Stack(app, 'Base');
  const chat = new Stack(app, 'Chat');
  const nested = new NestedStack(chat, 'Base');

  const identities = [
    identityOf(chat, newAppInstance(base).ref),
    identityOf(chat, newAppInstance(chat).ref),
    identityOf(chat, newAppInstance(nested).ref),
  ];
  expect(new Set(identities).size).toBe(3);
});

test('stacks outside of an app have identities as well', () => {
  const root = new RootConstruct();
  const [base, chat] = [new Stack(root, 'Base'), new Stack(root, 'Chat')];

  expect(identityOf(base, newAppInstance(base).ref)).toBe('stack/AppInstance');
  expect(identityOf(chat, newAppInstance(base, 'Other').ref)).toBe('stage/Base/Other');
});

test('two app instances are different only if that is known', () => {
  const stack = newStack();
  const [one, other] = [newAppInstance(stack, 'One'), newAppInstance(stack, 'Other')];

  expect(areDifferent(stack, APP_INSTANCE_ARN, OTHER_APP_INSTANCE_ARN)).toBe(true);
  expect(areDifferent(stack, APP_INSTANCE_ARN, existingAppInstance(stack).appInstanceArn)).toBe(false);
  expect(areDifferent(stack, one.ref, other.ref)).toBe(true);
  expect(areDifferent(stack, one.ref, one.attrAppInstanceArn)).toBe(false);
  expect(areDifferent(stack, one.ref, APP_INSTANCE_ARN)).toBe(false);
  expect(areDifferent(stack, one.ref, parameter(stack, 'Parameter'))).toBe(false);
  expect(areDifferent(stack, APP_INSTANCE_ARN, lazily(OTHER_APP_INSTANCE_ARN))).toBe(false);
});

test('composed ARNs of equal resources in two stacks are two identities', () => {
  const app = newApp();
  const [a, b, c] = ['A', 'B', 'C'].map((id) => new Stack(app, id));
  const arns = [a!, b!].map(
    (stack) => `arn:aws:lambda:us-east-1:111122223333:function:${newFunction(stack).functionName}`,
  );

  expect(identityOf(c!, arns[0]!)).not.toBe(identityOf(c!, arns[1]!));
  expect(identityOf(c!, arns[0]!)).toBe(identityOf(c!, arns[0]!));
});

test('ARNs that are taken apart at deployment keep their identity', () => {
  const stack = newStack();
  const split = (separator: string) => Fn.select(0, Fn.split(separator, newAppInstanceArn));
  const newAppInstanceArn = newAppInstance(stack).attrAppInstanceArn;

  expect(identityOf(stack, split('/a/'))).toBe(identityOf(stack, split('/a/')));
  expect(identityOf(stack, split('/a/'))).not.toBe(identityOf(stack, split('/b/')));
});
