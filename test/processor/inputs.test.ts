import { Duration } from 'aws-cdk-lib';
import { allow, chain, channelFlowEvent, channelFlowProcessor, lambdaContext } from '../../processor';

test.each<[string, () => unknown, string]>([
  ['null', () => channelFlowProcessor(() => allow(), null as never), 'options must be an object, got null'],
  [
    'a misspelt option',
    () => channelFlowProcessor(() => allow(), { onEror: 'allow' } as never),
    "'onEror' is unknown: expected onError, deadlineMargin, client, logger, onSettled",
  ],
  [
    'a client that cannot send',
    () => channelFlowProcessor(() => allow(), { client: {} as never }),
    "'client' must be an object with send, got object",
  ],
  [
    'half a logger',
    () => channelFlowProcessor(() => allow(), { logger: { info: () => {} } as never }),
    "'logger' must be an object with debug, info, warn, error, got object",
  ],
  [
    'an onSettled that is no function',
    () => channelFlowProcessor(() => allow(), { onSettled: true as never }),
    "'onSettled' must be a function, got true",
  ],
  [
    'a margin in words',
    () => channelFlowProcessor(() => allow(), { deadlineMargin: '1s' as never }),
    "'deadlineMargin' must be milliseconds above 0, got '1s'",
  ],
  [
    'a margin that is a Duration',
    () => channelFlowProcessor(() => allow(), { deadlineMargin: Duration.seconds(1) as never }),
    "'deadlineMargin' must be milliseconds above 0, got object",
  ],
  [
    'a client that is a URL',
    () => channelFlowProcessor(() => allow(), { client: 'http://localhost' as never }),
    "'client' must be an object with send, got 'http://localhost'",
  ],
  [
    'a client that is its class',
    () => channelFlowProcessor(() => allow(), { client: class {} as never }),
    "'client' must be an object with send, got function",
  ],
  [
    'a misspelt option of a step',
    () => chain({ decide: () => allow(), timeOut: 5 } as never),
    "'timeOut' of step 1 is unknown: expected decide, onError, timeout",
  ],
  [
    'the promise of options',
    () => channelFlowProcessor(() => allow(), Promise.resolve({ onError: 'allow' }) as never),
    'options must be an object, got object',
  ],
  [
    'an option that no text can be made of',
    () => channelFlowProcessor(() => allow(), { onError: Object.create(null) as never }),
    "'onError' must be deny, allow or throw, got object",
  ],
  [
    'options in a list',
    () => channelFlowProcessor(() => allow(), [] as never),
    'options must be an object, got object',
  ],
  [
    'an option that every object has',
    () => channelFlowProcessor(() => allow(), { toString: () => '' } as never),
    "'toString' is unknown: expected onError",
  ],
  [
    'an onError in a list',
    () => channelFlowProcessor(() => allow(), { onError: ['deny'] as never }),
    "'onError' must be deny, allow or throw, got object",
  ],
])('%s is refused when the handler is made', (_, make, message) => {
  expect(make).toThrow(message);
});

test.each([undefined, null, {}])(
  'a handler without the context of an invocation says so: %j',
  async (context) => {
    const handler = channelFlowProcessor(() => allow());

    await expect(handler(channelFlowEvent(), context as never)).rejects.toThrow(
      'the context of the invocation must be an object with getRemainingTimeInMillis, got ',
    );
  },
);

test.each<[string, () => unknown, string]>([
  ['no object', () => channelFlowEvent(null as never), 'options must be an object, got null'],
  [
    'another name',
    () => channelFlowEvent({ contents: 'x' } as never),
    "'contents' is unknown: expected content,",
  ],
  ['a number', () => channelFlowEvent({ content: 5 as never }), "'content' must be a string, got 5"],
  [
    'an invalid date',
    () => channelFlowEvent({ createdTimestamp: new Date('x') }),
    "'createdTimestamp' must be a valid Date, got object",
  ],
  [
    'a timeout in words',
    () => lambdaContext({ timeout: '3s' as never }),
    "'timeout' must be milliseconds above 0, got '3s'",
  ],
])('what tests are built on refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});
