import { Aws, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { got, readable, ValidationError } from '../../../src/private/validation/validation-error';
import { newApp, newAppInstance, newChannel, newFunction, newStack, parameter } from '../../support';

test('an error tells where it was found', () => {
  const error = new ValidationError("'x' must be 1, got 2", newStack());

  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ValidationError');
  expect(error.message).toBe("'x' must be 1, got 2 (in Chat)");
});

test('an error without a scope says only what is wrong', () => {
  expect(new ValidationError("'x' must be 1, got 2").message).toBe("'x' must be 1, got 2");
});

test.each([
  ['a"b', 'got "a\\"b"'],
  [0, 'got 0'],
  [['a'], 'got ["a"]'],
  [undefined, 'got undefined'],
  ['a'.repeat(118), `got "${'a'.repeat(118)}"`],
  ['a'.repeat(119), `got "${'a'.repeat(119)}…`],
])('renders %j short enough to read', (value, text) => {
  expect(got(value)).toBe(text);
});

test('names functions and classes, rather than quote their code', () => {
  expect(got(ValidationError)).toBe('got a function named ValidationError');
  expect(got(() => 1)).toBe('got a function');
});

test('says how to take an item of a list that is a token', () => {
  const [item] = new CfnParameter(newStack(), 'Arns', { type: 'CommaDelimitedList' }).valueAsList;
  expect(got(item)).toBe('got "<part of a token; use Fn.select()>"');
});

test('renders what JSON cannot', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  expect(got(circular)).toBe('got an object');
  expect(got({ toJSON: () => undefined })).toBe('got an object');
  expect(got(1n)).toBe('got 1');
  expect(got(Symbol('x'))).toBe('got Symbol(x)');
});

test('names what tokens refer to by path', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);

  expect(got(newFunction(stack).functionArn)).toBe('got "<Chat/Moderate.Arn>"');
  expect(got({ arn: `${appInstance.ref}/channel/x` })).toBe('got {"arn":"<Chat/AppInstance>/channel/x"}');
  expect(got(parameter(stack, 'Name'))).toBe('got "<Chat/Name>"');
  expect(got(Lazy.string({ produce: () => 'x' }))).toBe('got "<a token>"');
  expect(got(Lazy.number({ produce: () => 1 }))).toBe('got a token');
});

test('names what the expressions of a template refer to where their scope is known', () => {
  const app = newApp();
  const stack = new Stack(app, 'Chat');
  const channel = newChannel(stack, newAppInstance(stack));
  const other = new Stack(app, 'Other');

  expect(readable(Fn.select(0, Fn.split('|', channel.ref)), stack)).toBe('<part of Chat/Lobby>');
  expect(readable(`arn:${Aws.PARTITION}:chime:${stack.region}:x`, stack)).toBe(
    'arn:<AWS::Partition>:chime:<AWS::Region>:x',
  );
  expect(readable(Fn.join('/', [channel.attrArn, 'x']), other)).toBe('<Chat/Lobby.Arn>/x');
  expect(readable(Lazy.string({ produce: () => 'known' }), stack)).toBe('known');
  expect(readable(Fn.getAtt('Lobby', 'Arn').toString(), stack)).toBe('<Lobby.Arn>');
  expect(readable(Fn.importValue('Arn'), stack)).toBe('<a token>');
});
