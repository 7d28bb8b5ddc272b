import { CreateAppInstanceUserCommand } from '@aws-sdk/client-chime-sdk-identity';
import {
  ChimeSDKMessagingClient,
  DeleteChannelFlowCommand,
  ListChannelFlowsCommand,
  type ListChannelFlowsCommandOutput,
} from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, processor, refusalOf, until, type Fixture } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('an error takes the place of the work, as often as it should', async () => {
  const fixture = await newFixture();
  const error = { name: 'ServiceUnavailableException', statusCode: 503, message: 'busy' };
  const fault = fixture.emulator.faults.inject({ operation: 'ListChannelFlows', skip: 1, times: 2, error });

  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await refusalOf(list(fixture)));

  const refused = '503 ServiceUnavailableException';
  expect(answers).toEqual(['accepted', refused, refused, 'accepted']);
  expect(fault.hits).toBe(2);
});

test('an error of the service has its own status code, and the message that is passed', async () => {
  const fixture = await newFixture();
  fixture.emulator.faults.inject({ operation: '*', error: { name: 'ConflictException', message: 'hm' } });

  await expect(list(fixture)).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'hm',
    $metadata: { httpStatusCode: 409 },
  });
});

test.each([
  [
    { name: 'ThrottlingException' },
    /^'error\.name' must be an error of the service, one of .*, got 'ThrottlingException' \(did you mean 'ThrottledClientException'\?\)$/,
  ],
  [
    { name: 'NotFoundException', statusCode: 400 },
    "'error.statusCode' must be 404 for NotFoundException, or be left out, got 400",
  ],
])('an error that no client of the service knows is refused: %j', async (error, message) => {
  const { emulator } = await newFixture();

  expect(() => emulator.faults.inject({ operation: '*', error })).toThrow(message);
});

test('a fault of an operation that there is not would never hit, and is refused', async () => {
  const { emulator } = await newFixture();

  expect(() => emulator.faults.inject({ operation: 'Bogus' as 'ListChannelFlows', reset: true })).toThrow(
    /^'operation' of the options of faults.inject must be an operation of the emulator .* 'InvokeProcessor', or '\*' .*, got 'Bogus'$/,
  );
});

test.each(['reset', 'loseResponse', 'cutOff', 'hollow'])(
  '%s of the invocation of a processor is refused',
  async (property) => {
    const { emulator } = await newFixture();

    expect(() => emulator.faults.inject({ operation: 'InvokeProcessor', [property]: true })).toThrow(
      `'${property}' is not supported for InvokeProcessor`,
    );
  },
);

test('a fault hits the calls that it matches, until it is removed', async () => {
  const fixture = await newFixture();
  const fault = fixture.emulator.faults.inject({
    operation: 'CreateAppInstanceUser',
    match: (input) => input.AppInstanceUserId === 'carol',
    error: { name: 'ServiceFailureException' },
  });

  const carol = await refusalOf(fixture.newUser('carol'));
  const dave = await refusalOf(fixture.newUser('dave'));
  fault.remove();
  const again = await refusalOf(fixture.newUser('carol'));

  expect([carol, dave, again]).toEqual(['500 ServiceFailureException', 'accepted', 'accepted']);
});

test('the connection is dropped before the work', async () => {
  const fixture = await newFixture();
  const fault = fixture.emulator.faults.inject({ operation: 'CreateAppInstanceUser', reset: true });

  await expect(fixture.newUser('carol')).rejects.toThrow('ECONNRESET');
  fault.remove();

  expect(fixture.emulator.requests.at(-1)).toMatchObject({
    operation: 'CreateAppInstanceUser',
    statusCode: 0,
  });
  expect(await refusalOf(fixture.newUser('carol'))).toBe('accepted');
});

test('the response is lost after the work', async () => {
  const fixture = await newFixture();
  fixture.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, loseResponse: true });

  await expect(fixture.newUser('carol')).rejects.toThrow('ECONNRESET');

  expect(fixture.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, responseLost: true });
  expect(await refusalOf(fixture.newUser('carol'))).toBe('409 ConflictException');
});

test('the response is cut off after the work: it ends before its Content-Length', async () => {
  const fixture = await newFixture();
  fixture.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, cutOff: true });

  await expect(fixture.newUser('carol')).rejects.toThrow('Deserialization error');

  expect(fixture.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, responseCutOff: true });
  expect(await refusalOf(fixture.newUser('carol'))).toBe('409 ConflictException');
});

test('a response without a body cannot be cut off, and is lost', async () => {
  const fixture = await newFixture();
  const ChannelFlowArn = await fixture.newFlow();
  fixture.emulator.faults.inject({ operation: 'DeleteChannelFlow', times: 1, cutOff: true });

  const deleted = fixture.messaging.send(new DeleteChannelFlowCommand({ ChannelFlowArn }));

  await expect(deleted).rejects.toThrow('ECONNRESET');
  expect((await list(fixture)).ChannelFlows).toEqual([]);
});

test('the response is hollow after the work: it succeeds, and says nothing', async () => {
  const fixture = await newFixture();
  fixture.emulator.faults.inject({ operation: 'CreateAppInstanceUser', times: 1, hollow: true });

  const arn = await fixture.newUser('carol');

  expect(arn).toBeUndefined();
  expect(fixture.emulator.requests.at(-1)).toMatchObject({ statusCode: 201, responseHollow: true });
  expect(await refusalOf(fixture.newUser('carol'))).toBe('409 ConflictException');
});

test.each([{ cutOff: true }, { hollow: true }])('an error arrives whole, with %j', async (damage) => {
  const fixture = await newFixture();
  const error = { name: 'ServiceUnavailableException', statusCode: 503 };
  fixture.emulator.faults.inject({ operation: 'ListChannelFlows', error, ...damage });

  expect(await refusalOf(list(fixture))).toBe('503 ServiceUnavailableException');
  expect(Object.keys(fixture.emulator.requests.at(-1)!)).not.toContain('responseCutOff');
});

test('a client that retries a lost response gets the same resource', async () => {
  const fixture = await newFixture();
  const client = new ChimeSDKMessagingClient({
    endpoint: fixture.emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  fixture.emulator.faults.inject({ operation: 'CreateChannelFlow', times: 2, loseResponse: true });
  const impatient = Object.assign(Object.create(fixture) as Fixture, { messaging: client });

  const flow = await impatient.newFlow([processor()]);
  client.destroy();

  expect((await list(fixture)).ChannelFlows?.map((listed) => listed.ChannelFlowArn)).toEqual([flow]);
  expect(fixture.emulator.requests.filter((r) => r.operation === 'CreateChannelFlow')).toHaveLength(3);
});

test('a delay holds the work back, by the clock of the emulator', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock });
  const fault = fixture.emulator.faults.inject({ operation: 'CreateAppInstanceUser', delay: 60_000 });
  const carol = fixture.newUser('carol');
  await until(() => fault.hits === 1);

  const meanwhile = await fixture.emulator.call('ListAppInstanceUsers', {
    AppInstanceArn: fixture.appInstance,
  });
  await clock.advance(60_000);

  expect(meanwhile.AppInstanceUsers).toHaveLength(3);
  expect(await carol).toBe(`${fixture.appInstance}/user/carol`);
});

test('calls beyond a rate are throttled', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock });
  const fault = fixture.emulator.faults.inject({ operation: '*', throttle: { requestsPerSecond: 2 } });
  const admitted = async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => refusalOf(list(fixture))));
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
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  const channel = await fixture.newModeratedChannel();
  fixture.holdProcessor();
  fixture.emulator.faults.inject({ operation: 'InvokeProcessor', throttle: { requestsPerSecond: 1 } });

  await fixture.send(channel, 'one');
  await fixture.send(channel, 'two');

  await until(() => fixture.emulator.invocations.length === 2);
  const reasons = fixture.emulator.invocations.map(({ failureReason }) => failureReason);
  expect(reasons).toEqual([undefined, 'Rate exceeded']);
});

test('faults spare calls in the process, and end together', async () => {
  const fixture = await newFixture();
  fixture.emulator.faults.inject({ operation: '*', error: { name: 'ServiceFailureException' } });

  const inProcess = await fixture.emulator.call('ListAppInstances', {});
  fixture.emulator.faults.clear();

  expect(inProcess.AppInstances).toHaveLength(1);
  expect(await refusalOf(list(fixture))).toBe('accepted');
});

test('the requests that arrived are on record', async () => {
  const fixture = await newFixture();
  const before = fixture.emulator.requests.length;
  const input = { AppInstanceArn: fixture.appInstance, AppInstanceUserId: 'alice', Name: 'Alice' };
  const command = new CreateAppInstanceUserCommand({ ...input, ClientRequestToken: 'again' });

  await refusalOf(fixture.identity.send(command));

  expect(fixture.emulator.requests.slice(before)).toEqual([
    {
      operation: 'CreateAppInstanceUser',
      input: { ...input, ClientRequestToken: 'again' },
      statusCode: 409,
      errorName: 'ConflictException',
      errorMessage: 'an app instance user with this id already exists',
      requestId: expect.any(String),
      accessKeyId: 'AKIDEXAMPLE',
      at: expect.any(Number),
    },
  ]);
});

test('the record forgets the oldest requests beyond its limit', async () => {
  const fixture = await newFixture({ logLimit: 2 });

  for (let count = 0; count < 10; count++) await list(fixture);

  expect(fixture.emulator.requests.length).toBeLessThanOrEqual(4);
  expect(fixture.emulator.requests.at(-1)?.operation).toBe('ListChannelFlows');
});

async function list(fixture: Fixture): Promise<ListChannelFlowsCommandOutput> {
  return fixture.messaging.send(new ListChannelFlowsCommand({ AppInstanceArn: fixture.appInstance }));
}
