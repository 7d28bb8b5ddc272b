import { newFixture } from './support';
import {
  behaviorPresets,
  ChimeMessagingEmulator,
  EmulatorClock,
  type ChimeMessagingEmulatorOptions,
  type OperationName,
} from '../../../testing/emulator';

test.each<[unknown, string | RegExp]>([
  [null, 'the options of ChimeMessagingEmulator.start must be an object, got null'],
  ['strict', "the options of ChimeMessagingEmulator.start must be an object, got 'strict'"],
  [
    { prot: 4566 },
    "'prot' of the options of ChimeMessagingEmulator.start is unknown: expected port, tls, allowedOrigins, region, account, partition, behavior, clock, logLimit",
  ],
  [
    { port: 'abc' },
    "'port' of the options of ChimeMessagingEmulator.start must be a port from 0 to 65535, got 'abc'",
  ],
  [
    { port: 65_536 },
    "'port' of the options of ChimeMessagingEmulator.start must be a port from 0 to 65535, got 65536",
  ],
  [
    { account: 'oops' },
    "'account' of the options of ChimeMessagingEmulator.start must be twelve digits, got 'oops'",
  ],
  [
    { account: '1111222233334' },
    "'account' of the options of ChimeMessagingEmulator.start must be twelve digits, got '1111222233334'",
  ],
  [
    { account: 111122223333 },
    "'account' of the options of ChimeMessagingEmulator.start must be twelve digits, got 111122223333",
  ],
  [
    { region: '' },
    "'region' of the options of ChimeMessagingEmulator.start must be a region such as us-east-1, got ''",
  ],
  [
    { region: 'us-east-1a' },
    "'region' of the options of ChimeMessagingEmulator.start must be a region such as us-east-1, got 'us-east-1a'",
  ],
  [
    { partition: 'china' },
    "'partition' of the options of ChimeMessagingEmulator.start must be a partition such as aws, got 'china'",
  ],
  [
    { behavior: 'strict' },
    "'behavior' of the options of ChimeMessagingEmulator.start must be an object of behaviors, got 'strict'; pass behaviorPresets['strict'] or { name: value }",
  ],
  [
    { behavior: { absentFlow: 'foo' } },
    "'absentFlow' must be one of Forbidden, NotFound, BadRequest, got 'foo'",
  ],
  [{ behavior: { visibilityDelay: '5' } }, "'visibilityDelay' must be a number from 0, got '5'"],
  [{ behavior: { visibilityDelay: -5 } }, "'visibilityDelay' must be a number from 0, got -5"],
  [{ behavior: { absentFlow: Object.create(null) } }, 'NotFound, BadRequest, got an object'],
  [{ port: Object.create(null) }, 'a port from 0 to 65535, got an object'],
  [{ port: { constructor: { name: Object.create(null) } } }, 'a port from 0 to 65535, got an object'],
  [
    { behavior: { absentFlows: 'NotFound' } },
    /^'behavior' of the options of ChimeMessagingEmulator.start is not valid: there is no behavior 'absentFlows' \(did you mean 'absentFlow'\?\)$/,
  ],
  [
    { behavior: { toString: 'NotFound' } },
    /there is no behavior 'toString': expected signatures, absentFlow, .*associateAuthorizedOn$/,
  ],
  [
    { clock: 'manual' },
    "'clock' of the options of ChimeMessagingEmulator.start must be an EmulatorClock, got 'manual'; pass EmulatorClock.manual() or EmulatorClock.skippingWaits()",
  ],
  [
    { logLimit: 0 },
    "'logLimit' of the options of ChimeMessagingEmulator.start must be a number from 1, got 0",
  ],
])('an emulator does not start with %j', async (options, message) => {
  await expect(ChimeMessagingEmulator.start(options as ChimeMessagingEmulatorOptions)).rejects.toThrow(
    message,
  );
});

test.each(['us-gov-west-1', 'cn-north-1', 'us-iso-east-1'])('%s is a region', async (region) => {
  const emulator = await ChimeMessagingEmulator.start({ region, port: undefined });

  expect(emulator.region).toBe(region);
  await emulator.close();
});

test.each<[string, (emulator: ChimeMessagingEmulator) => unknown, string]>([
  [
    'useProcessorFunction(undefined)',
    (emulator) => emulator.useProcessorFunction(undefined as never, async () => {}),
    "'functionArn' must be the ARN of a function or a list of them, got undefined",
  ],
  [
    'useProcessorFunction([])',
    (emulator) => emulator.useProcessorFunction([], async () => {}),
    "'functionArn' must be the ARN of a function or a list of them, got a list",
  ],
  [
    'useProcessorFunction(arn)',
    (emulator) => emulator.useProcessorFunction('arn', undefined as never),
    "'handler' must be a function, got undefined",
  ],
  [
    'useProcessorInvoker(function)',
    (emulator) => emulator.useProcessorInvoker((() => {}) as never),
    "'invoker' must be an object with the method 'invoke', got a function",
  ],
  [
    'useAuthorizer({})',
    (emulator) => emulator.useAuthorizer({} as never),
    "'authorizer' must be an object with the method 'authorize', got an object",
  ],
  [
    'onDelivery(undefined)',
    (emulator) => emulator.onDelivery(undefined as never),
    "'listener' must be a function, got undefined",
  ],
  [
    'delivered(undefined)',
    (emulator) => emulator.delivered(undefined as never),
    'a wanted delivery must be an object, got undefined',
  ],
  ['seed(undefined)', (emulator) => emulator.seed(undefined as never), 'a seed must be an object'],
  [
    'inject(undefined)',
    (emulator) => emulator.faults.inject(undefined as never),
    'the options of faults.inject must be an object, got undefined',
  ],
  [
    'inject({})',
    (emulator) => emulator.faults.inject({} as never),
    "'operation' of the options of faults.inject must be an operation of the emulator such as",
  ],
  [
    'a misspelt fault',
    (emulator) => emulator.faults.inject({ operation: '*', looseAnswer: true } as never),
    "'looseAnswer' of the options of faults.inject is unknown: expected operation, times, skip,",
  ],
  [
    'an error by its name alone',
    (emulator) => emulator.faults.inject({ operation: '*', error: 'ConflictException' } as never),
    "'error' of the options of faults.inject must be an object, got 'ConflictException'",
  ],
  [
    'a misspelt status code',
    (emulator) => emulator.faults.inject({ operation: '*', error: { name: 'X', status: 500 } } as never),
    "'error' of the options of faults.inject is not valid: 'status' is unknown: expected name, statusCode, message",
  ],
  [
    'a fault without effect',
    (emulator) => emulator.faults.inject({ operation: 'CreateChannel', times: 1, reset: false }),
    'the options of faults.inject must set what goes wrong, got none of error, delay, reset, loseResponse, cutOff, hollow, throttle, duplicate for CreateChannel',
  ],
  [
    'a second delivery of what is not delivered',
    (emulator) => emulator.faults.inject({ operation: 'CreateChannel', duplicate: {} }),
    "'duplicate' is not supported for CreateChannel",
  ],
])('%s is refused in a sentence', async (_, misuse, message) => {
  const { emulator } = await newFixture();

  expect(() => misuse(emulator)).toThrow(message);
});

test('every behavior has a default, and each preset only values that it may have', async () => {
  for (const behavior of Object.values(behaviorPresets)) {
    const emulator = await ChimeMessagingEmulator.start({ behavior, clock: EmulatorClock.manual() });
    expect(Object.keys(emulator.behavior)).toEqual(Object.keys(behaviorPresets['documented-likely']));
    await emulator.close();
  }
});

test('a behavior can be set to a value that there is, and to no other', async () => {
  const { emulator } = await newFixture();
  emulator.behavior.absentFlow = 'NotFound';

  expect(() => (emulator.behavior.absentFlow = 'Gone' as never)).toThrow(
    "'absentFlow' must be one of Forbidden, NotFound, BadRequest, got 'Gone'",
  );
  expect(() => Object.assign(emulator.behavior, { absentFlows: 'NotFound' })).toThrow(
    "there is no behavior 'absentFlows'",
  );
  expect(() => delete (emulator.behavior as { absentFlow?: string }).absentFlow).toThrow(
    "a behavior must not be deleted, got 'absentFlow': assign a value to it",
  );
  expect(() => Object.defineProperty(emulator.behavior, 'absentFlow', { value: 'Gone' })).toThrow(
    "a behavior must not be redefined, got 'absentFlow': assign a value to it",
  );
  expect(emulator.behavior.absentFlow).toBe('NotFound');
});

test('an emulator is not created with new', () => {
  const Constructor = ChimeMessagingEmulator as unknown as new (...given: unknown[]) => unknown;

  for (const given of [[], [{}]]) {
    expect(() => new Constructor(...given)).toThrow(
      'the constructor is private: use ChimeMessagingEmulator.start()',
    );
  }
});

test('behaviors are assigned as at the start: what is not set is as by default', async () => {
  const { emulator } = await newFixture({ behavior: { deniedEdit: 'removesMessage' } });

  emulator.behavior = behaviorPresets.strict;
  emulator.behavior.absentFlow = 'NotFound';
  expect(emulator.behavior).toEqual({ ...behaviorPresets.strict, absentFlow: 'NotFound' });

  emulator.behavior = { absentFlow: 'BadRequest' };
  expect(emulator.behavior).toEqual({ ...behaviorPresets['documented-likely'], absentFlow: 'BadRequest' });
});

test.each<[unknown, string]>([
  [
    'strict',
    "'behavior' must be an object of behaviors, got 'strict'; pass behaviorPresets['strict'] or { name: value }",
  ],
  [undefined, "'behavior' must be an object of behaviors, got undefined"],
  [{ absentFlows: 'NotFound' }, "'behavior' is not valid: there is no behavior 'absentFlows'"],
])('%j is no behavior, and changes nothing', async (behavior, problem) => {
  const { emulator } = await newFixture();
  const before = { ...emulator.behavior };

  expect(() => (emulator.behavior = behavior as never)).toThrow(problem);
  expect(emulator.behavior).toEqual(before);
});

test('nobody changes a preset for all others', () => {
  expect(Object.values(behaviorPresets).filter((preset) => !Object.isFrozen(preset))).toEqual([]);
  expect(Object.isFrozen(behaviorPresets)).toBe(true);
});

test.each([
  [
    'clock',
    'manual',
    "'clock' cannot be assigned, got 'manual': pass a clock to ChimeMessagingEmulator.start",
  ],
  ['faults', [], "'faults' cannot be assigned, got a list: use faults.inject and faults.clear"],
  ['sessions', {}, "'sessions' cannot be assigned, got an object: use sessions.drop,"],
])('%s of an emulator cannot be assigned', async (property, value, problem) => {
  const { emulator } = await newFixture();

  expect(() => Object.assign(emulator, { [property]: value })).toThrow(problem);
  expect(emulator.clock).toBeInstanceOf(EmulatorClock);
});

test('methods that wait for messages refuse to wait in vain', async () => {
  const { emulator } = await newFixture();

  expect(() => emulator.delivered({ eventTyp: 'x' } as never)).toThrow(
    "'eventTyp' of a wanted delivery is unknown (did you mean 'eventType'?)",
  );
  await expect(emulator.settled(undefined as never)).rejects.toThrow(
    "'messageId' must be a string, got undefined",
  );
  expect(() => emulator.deliveries(undefined)).toThrow("'messageId' must be a string, got undefined");
  expect(() => emulator.delivered({ eventType: 'nope' as never })).toThrow(
    "'eventType' of a wanted delivery must be one of 'CREATE_CHANNEL_MESSAGE', 'PENDING_CREATE_CHANNEL_MESSAGE', ",
  );
  expect(() => emulator.delivered({ status: 'GONE' as never })).toThrow(
    "'status' of a wanted delivery must be one of 'SENT', 'PENDING', 'FAILED', 'DENIED', got 'GONE'",
  );

  const waiting = emulator.delivered({});
  await emulator.close();
  await expect(waiting).rejects.toThrow('the emulator was closed before such a delivery');
});

test('a closed emulator still tells where it was, and what it recorded', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  emulator.seed({ appInstances: [{ id: 'chat' }] });
  await emulator.close();

  expect(emulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(emulator.deliveries()).toEqual([]);
  expect(emulator.inventory()).toHaveLength(1);
});

test.each<[string, (emulator: ChimeMessagingEmulator) => unknown]>([
  ['call', (emulator) => emulator.call('CreateAppInstance', { Name: 'Chat' })],
  ['seed', (emulator) => emulator.seed({ appInstances: [] })],
  ['settled', (emulator) => emulator.settled('x')],
  ['delivered', (emulator) => emulator.delivered({})],
  ['onRequest', (emulator) => emulator.onRequest(() => {})],
  ['onEvent', (emulator) => emulator.onEvent(() => {})],
  ['onDelivery', (emulator) => emulator.onDelivery(() => {})],
  ['onChange', (emulator) => emulator.onChange(() => {})],
  ['onClose', (emulator) => emulator.onClose(() => {})],
  ['useProcessorInvoker', (emulator) => emulator.useProcessorInvoker({ invoke: async () => {} })],
  ['useProcessorFunction', (emulator) => emulator.useProcessorFunction('arn', async () => {})],
  ['useAuthorizer', (emulator) => emulator.useAuthorizer({} as never)],
  ['faults.inject', (emulator) => emulator.faults.inject({ operation: '*', reset: true })],
  ['sessions.drop', (emulator) => emulator.sessions.drop()],
  ['sessions.refuse', (emulator) => emulator.sessions.refuse()],
  ['sessions.delay', (emulator) => emulator.sessions.delay({ delay: 1 })],
  ['behavior', (emulator) => (emulator.behavior.absentFlow = 'NotFound')],
  ['behavior', (emulator) => (emulator.behavior = behaviorPresets.strict)],
])('%s of a closed emulator says that it was closed', async (method, use) => {
  const emulator = await ChimeMessagingEmulator.start();
  await emulator.close();

  await expect(async () => use(emulator)).rejects.toThrow(
    `'${method}' needs an open emulator, got one that was closed: start another one`,
  );
});

test.each(['now', NaN, null])('a clock does not start at %p', (start) => {
  expect(() => EmulatorClock.manual(start as never)).toThrow(
    "'start' must be a time in epoch milliseconds, got",
  );
});

test.each<[string, (clock: EmulatorClock) => unknown, string]>([
  [
    'no delay',
    (clock) => clock.sleep(undefined as never),
    "'delay' must be a number of milliseconds, got undefined",
  ],
  [
    'a delay in words',
    (clock) => clock.sleep('1s' as never),
    "'delay' must be a number of milliseconds, got '1s'",
  ],
  [
    'to be moved for ever',
    (clock) => clock.advance(Infinity),
    "'milliseconds' must be a number of milliseconds from 0 to 1e15, got Infinity",
  ],
  [
    'nothing to call',
    (clock) => clock.setTimeout(undefined as never, 1),
    "'fire' must be a function, got undefined",
  ],
  [
    'nothing that follows',
    (clock) => clock.follow({} as never),
    "'onMove' must be a function, got an object",
  ],
])('a clock refuses %s', async (_, use, message) => {
  await expect(async () => use(EmulatorClock.manual(0))).rejects.toThrow(message);
});

test.each<[string, unknown, string]>([
  ['a promise', Promise.resolve({ port: 0 }), 'an object of Promise'],
  ['a map', new Map([['port', 0]]), 'an object of Map'],
])('an emulator does not start with %s as its options', async (_, options, text) => {
  await expect(ChimeMessagingEmulator.start(options as never)).rejects.toThrow(
    `must be an object, got ${text}`,
  );
});

test('a call names an operation that is none, whatever it is', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const call = (name: unknown) => emulator.call(name as OperationName, {} as never);

  const refusals = ['createChannel', Symbol('x'), Object.create(null)].map((name) =>
    call(name).catch(String),
  );
  const messages = await Promise.all(refusals);
  await emulator.close();

  expect(messages).toEqual(
    ["'createChannel'", 'Symbol(x)', 'an object'].map((name) =>
      expect.stringContaining(`there is no operation ${name}`),
    ),
  );
});
