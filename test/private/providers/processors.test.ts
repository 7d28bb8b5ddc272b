import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnAppInstance } from 'aws-cdk-lib/aws-chime';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FallbackAction, type ChannelFlowProcessor } from '../../../src';
import { renderProcessors, validateProcessors } from '../../../src/private/providers/processors';
import { ENV, FUNCTION_ARN, lazily, newApp, newFlow, newFunction, newStack } from '../../support';

const render = (stack: Stack, processors: ChannelFlowProcessor[]) =>
  renderProcessors(stack, processors, new CfnAppInstance(stack, 'AppInstance', { name: 'chat' }));

const functions = (stack: Stack, count: number) =>
  Array.from({ length: count }, (_, index) => ({ function: newFunction(stack, `Function${index}`) }));

test.each([1, 2, 3])('a flow may have %i processors, in their order', (count) => {
  const stack = newStack();
  const names = render(stack, functions(stack, count)).map(({ Name }) => Name);

  expect(names).toEqual(['Function0', 'Function1', 'Function2'].slice(0, count));
});

test.each([0, 4])('fails for %i processors', (count) => {
  const stack = newStack();

  expect(() => validateProcessors(stack, functions(stack, count))).toThrow(
    `'processors' must contain 1 to 3 processors, got ${count} (in Chat)`,
  );
});

test.each([
  ['no warning', 1, 0],
  ['a warning', 2, 1],
  ['a warning', 3, 1],
])('gives %s for %i processors: the default quota is 1', (_, count, warnings) => {
  const stack = newStack();
  render(stack, functions(stack, count));

  const found = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp(`the flow has ${count} processors, but the default quota is 1`),
  );
  expect(found).toHaveLength(warnings);
});

test('a processor is named after its function, and fails closed', () => {
  const stack = newStack();
  const fn = newFunction(stack);

  expect(stack.resolve(render(stack, [{ function: fn }]))).toEqual([
    { Name: 'Moderate', FunctionArn: stack.resolve(fn.functionArn), FallbackAction: 'ABORT' },
  ]);
});

test('a processor may have a name and a fallback action of its own', () => {
  const stack = newStack();
  const processor = {
    function: newFunction(stack),
    processorName: 'Links & profanity',
    fallbackAction: FallbackAction.CONTINUE,
  };

  expect(render(stack, [processor])).toMatchObject([
    { Name: 'Links & profanity', FallbackAction: 'CONTINUE' },
  ]);
});

test.each(['', 'n'.repeat(257), 'a\u0000'])('fails for %j as the name of a processor', (processorName) => {
  const stack = newStack();
  const processors = [...functions(stack, 1), { function: newFunction(stack), processorName }];

  expect(() => validateProcessors(stack, processors)).toThrow(/^'processors\[1\].processorName' must/);
  expect(() =>
    validateProcessors(stack, [
      { function: newFunction(stack, 'Other'), processorName: lazily(processorName) },
    ]),
  ).not.toThrow();
});

test('fails for one function twice, however it is referred to', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const imported = (id: string) => lambda.Function.fromFunctionArn(stack, id, FUNCTION_ARN);

  expect(() => validateProcessors(stack, [{ function: fn }, { function: fn }])).toThrow(
    `'processors[1].function' must not be the function of another processor in the flow, got "Chat/Moderate" (in Chat)`,
  );
  expect(() =>
    validateProcessors(stack, [
      { function: imported('One') },
      { function: fn },
      { function: imported('Two') },
    ]),
  ).toThrow(
    `'processors[2].function' must not be the function of another processor in the flow, got "Chat/Two"`,
  );
});

test('a function, its version and its alias are three processors', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  const processors = render(stack, [{ function: fn }, { function: fn.currentVersion }, { function: live }]);

  expect(new Set(processors.map(({ FunctionArn }) => JSON.stringify(stack.resolve(FunctionArn)))).size).toBe(
    3,
  );
  expect(processors.map(({ Name }) => Name)).toEqual(['Moderate', 'CurrentVersion', 'Live']);
});

test.each([
  ['region', 'account 111122223333, region eu-central-1', FUNCTION_ARN.replace('us-east-1', 'eu-central-1')],
  ['account', 'account 444455556666, region us-east-1', FUNCTION_ARN.replace('111122223333', '444455556666')],
])('fails for an imported function in another %s than the flow', (_, place, arn) => {
  const stack = newStack({ env: ENV });

  expect(() => render(stack, [{ function: lambda.Function.fromFunctionArn(stack, 'Far', arn) }])).toThrow(
    `'processors[0].function' must be in the account and Region of the stack, got "${place}" for Chat/Far (in Chat)`,
  );
});

test.each([
  ['region', { ...ENV, region: 'eu-central-1' }],
  ['account', { ...ENV, account: '444455556666' }],
])('fails for a function of a stack in another %s, before CDK asks for a physical name', (_, env) => {
  const app = newApp();
  const fn = newFunction(new Stack(app, 'Far', { env }));

  expect(() => newFlow(new Stack(app, 'Chat', { env: ENV }), { processors: [{ function: fn }] })).toThrow(
    /^'processors\[0\]\.function' must be in the account and Region of the stack, got .* for Far\/Moderate \(in Chat\/Flow\)$/,
  );
});

test.each([
  ['the environment is the same', { env: ENV }],
  ['the environment of the flow is not known', {}],
])('says nothing where %s', (_, props) => {
  const stack = new Stack(newApp(), 'Chat', props);
  const imported = lambda.Function.fromFunctionAttributes(stack, 'Fn', {
    functionArn: FUNCTION_ARN,
    sameEnvironment: true,
  });
  render(stack, [{ function: imported }]);

  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
