import { CreateAppInstanceUserCommand } from '@aws-sdk/client-chime-sdk-identity';
import {
  ChimeSDKMessagingClient,
  DeleteChannelFlowCommand,
  ListChannelFlowsCommand,
  type ListChannelFlowsCommandOutput,
} from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, processor, refusalOf, until, type World } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('an error takes the place of the work, as often as it should', async () => {
  const world = await newWorld();
  const error = { name: 'ServiceUnavailableException', statusCode: 503, message: 'busy' };
  const fault = world.emulator.faults.inject({ operation: 'ListChannelFlows', skip: 1, times: 2, error });

  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await refusalOf(list(world)));

  const refused = '503 ServiceUnavailableException';
  expect(answers).toEqual(['accepted', refused, refused, 'accepted']);
  expect(fault.hits).toBe(2);
});

test('an error can have any name and status code', async () => {
  const world = await newWorld();
  world.emulator.faults.inject({
    operation: '*',
    error: { name: 'StrangeException', statusCode: 418, message: 'hm' },
  });

  await expect(list(world)).rejects.toMatchObject({
    name: 'StrangeException',
    message: 'hm',
    $metadata: { httpStatusCode: 418 },
  });
});

test('a fault of an operation that there is not would never hit, and is refused', async () => {
  const { emulator } = await newWorld();

  expect(() => emulator.faults.inject({ operation: 'Bogus' as 'ListChannelFlows', reset: true })).toThrow(
    /^'operation' must be an operation of the emulator .* 'InvokeProcessor', or '\*' .*, got 'Bogus'$/,
  );
});

test.each(['reset', 'loseAnswer', 'cutOff', 'hollow'])(
  '%s of the invocation of a processor is refused',
  async (property) => {
    const { emulator } = await newWorld();

    expect(() => emulator.faults.inject({ operation: 'InvokeProcessor', [property]: true })).toThrow(
      `'${property}' is not supported for InvokeProcessor`,
    );
  },
);

test('a fault hits the calls that it matches, until it is removed', async () => {
  const world = await newWorld();
  const fault = world.emulator.faults.inject({
    operation: 'CreateAppInstanceUser',
    match: (input) => input.AppInstanceUserId === 'carol',
    error: { name: 'ServiceFailureException' },
  });

  const carol = await refusalOf(world.newUser('carol'));
  const dave = await refusalOf(world.newUser('dave'));
  fault.remove();
  const again = await refusalOf(world.newUser('carol'));

  expect([carol, dave, again]).toEqual(['500 ServiceFailureException', 'accepted', 'accepted']);
});

test('the connection is dropped before the work', async () => {
  const world = await newWorld();
  const fault = world.emulator.faults.inject({ operation: 'CreateAppInstanceUser', reset: true });

  await expect(world.newUser('carol')).rejects.toThrow('ECONNRESET');
  fault.remove();

  expect(world.emulator.requests.at(-1)).toMatchObject({ operation: 'CreateAppInstanceUser', statusCode: 0 });
  expect(await refusalOf(world.newUser('carol'))).toBe('accepted');
});

test('the answer is lost after the work', async () => {
  const world = await newWorld();
  world.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, loseAnswer: true });

  await expect(world.newUser('carol')).rejects.toThrow('ECONNRESET');

  expect(world.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, answerLost: true });
  expect(await refusalOf(world.newUser('carol'))).toBe('409 ConflictException');
});

test('the response is cut off after the work: it ends before its Content-Length', async () => {
  const world = await newWorld();
  world.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, cutOff: true });

  await expect(world.newUser('carol')).rejects.toThrow('Deserialization error');

  expect(world.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, answerCutOff: true });
  expect(await refusalOf(world.newUser('carol'))).toBe('409 ConflictException');
});

test('a response without a body cannot be cut off, and is lost', async () => {
  const world = await newWorld();
  const ChannelFlowArn = await world.newFlow();
  world.emulator.faults.inject({ operation: 'DeleteChannelFlow', times: 1, cutOff: true });

  const deleted = world.messaging.send(new DeleteChannelFlowCommand({ ChannelFlowArn }));

  await expect(deleted).rejects.toThrow('ECONNRESET');
  expect((await list(world)).ChannelFlows).toEqual([]);
});

test('the response is hollow after the work: it succeeds, and says nothing', async () => {
  const world = await newWorld();
  world.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, hollow: true });

  const arn = await world.newUser('carol');

  expect(arn).toBeUndefined();
  expect(world.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, answerHollow: true });
  expect(await refusalOf(world.newUser('carol'))).toBe('409 ConflictException');
});

test.each([{ cutOff: true }, { hollow: true }])('an error arrives whole, with %j', async (damage) => {
  const world = await newWorld();
  const error = { name: 'ServiceUnavailableException', statusCode: 503 };
  world.emulator.faults.inject({ operation: 'ListChannelFlows', error, ...damage });

  expect(await refusalOf(list(world))).toBe('503 ServiceUnavailableException');
  expect(Object.keys(world.emulator.requests.at(-1)!)).not.toContain('answerCutOff');
});

test('a client that retries a lost answer gets the same resource', async () => {
  const world = await newWorld();
  const client = new ChimeSDKMessagingClient({
    endpoint: world.emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  world.emulator.faults.inject({ operation: 'CreateChannelFlow', times: 2, loseAnswer: true });
  const impatient = Object.assign(Object.create(world) as World, { messaging: client });

  const flow = await impatient.newFlow([processor()]);
  client.destroy();

  expect((await list(world)).ChannelFlows?.map((listed) => listed.ChannelFlowArn)).toEqual([flow]);
  expect(world.emulator.requests.filter((r) => r.operation === 'CreateChannelFlow')).toHaveLength(3);
});

test('a delay holds the work back, by the clock of the emulator', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock });
  const fault = world.emulator.faults.inject({ operation: 'CreateAppInstanceUser', delay: 60_000 });
  const carol = world.newUser('carol');
  await until(() => fault.hits === 1);

  const meanwhile = await world.emulator.call('ListAppInstanceUsers', { AppInstanceArn: world.appInstance });
  await clock.advance(60_000);

  expect(meanwhile.AppInstanceUsers).toHaveLength(3);
  expect(await carol).toBe(`${world.appInstance}/user/carol`);
});

test('calls beyond a rate are throttled', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock });
  const fault = world.emulator.faults.inject({ operation: '*', throttle: { requestsPerSecond: 2 } });
  const admitted = async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => refusalOf(list(world))));
    return answers.map((answer) => (answer === '429 ThrottledClientException' ? 'throttled' : answer)).sort();
  };

  const first = await admitted();
  await clock.advance(500);
  const second = await admitted();

  expect(first).toEqual(['accepted', 'accepted', 'throttled', 'throttled']);
  expect(second).toEqual(['accepted', 'throttled', 'throttled', 'throttled']);
  expect(fault.hits).toBe(5);
});

test('processors beyond a rate cannot be invoked', async () => {
  const world = await newWorld({ clock: EmulatorClock.manual() });
  const channel = await world.newModeratedChannel();
  world.holdProcessor();
  world.emulator.faults.inject({ operation: 'InvokeProcessor', throttle: { requestsPerSecond: 1 } });

  await world.send(channel, 'one');
  await world.send(channel, 'two');

  await until(() => world.emulator.invocations.length === 2);
  const reasons = world.emulator.invocations.map(({ failureReason }) => failureReason);
  expect(reasons).toEqual([undefined, 'Rate exceeded']);
});

test('faults spare calls in the process, and end together', async () => {
  const world = await newWorld();
  world.emulator.faults.inject({ operation: '*', error: { name: 'ServiceFailureException' } });

  const inProcess = await world.emulator.call('ListAppInstances', {});
  world.emulator.faults.clear();

  expect(inProcess.AppInstances).toHaveLength(1);
  expect(await refusalOf(list(world))).toBe('accepted');
});

test('the requests that arrived are on record', async () => {
  const world = await newWorld();
  const before = world.emulator.requests.length;
  const input = { AppInstanceArn: world.appInstance, AppInstanceUserId: 'alice', Name: 'Alice' };
  const command = new CreateAppInstanceUserCommand({ ...input, ClientRequestToken: 'again' });

  await refusalOf(world.identity.send(command));

  expect(world.emulator.requests.slice(before)).toEqual([
    {
      operation: 'CreateAppInstanceUser',
      input: { ...input, ClientRequestToken: 'again' },
      statusCode: 409,
      errorName: 'ConflictException',
      requestId: expect.any(String),
      accessKeyId: 'AKIDEXAMPLE',
      at: expect.any(Number),
    },
  ]);
});

test('the record forgets the oldest requests beyond its limit', async () => {
  const world = await newWorld({ logLimit: 2 });

  for (let count = 0; count < 10; count++) await list(world);

  expect(world.emulator.requests.length).toBeLessThanOrEqual(4);
  expect(world.emulator.requests.at(-1)?.operation).toBe('ListChannelFlows');
});

async function list(world: World): Promise<ListChannelFlowsCommandOutput> {
  return world.messaging.send(new ListChannelFlowsCommand({ AppInstanceArn: world.appInstance }));
}
