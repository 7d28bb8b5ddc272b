import { randomUUID } from 'node:crypto';
import timers from 'node:timers/promises';
import { ChimeSDKMessagingClient, type CreateChannelRequest } from '@aws-sdk/client-chime-sdk-messaging';
import { ChannelCreationError, type ChannelWithFlow, createChannelWithFlow } from '../../channels';
import { behaviorPresets, ChimeMessagingEmulator, type OperationName } from '../../testing/emulator';
import { model } from '../conformance/service-model';

let emulator: ChimeMessagingEmulator;
let client: ChimeSDKMessagingClient;

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start({});
  client = new ChimeSDKMessagingClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  emulator.faults.clear();
  Object.assign(emulator.behavior, behaviorPresets['documented-likely']);
});
afterAll(async () => {
  client.destroy();
  await emulator.close();
});

/** An app instance with a flow, whose admin will create a channel. */
async function start() {
  const { AppInstanceArn } = await emulator.call('CreateAppInstance', { Name: 'chat' });
  const newUser = async (id: string) => {
    const user = { AppInstanceArn, AppInstanceUserId: id, Name: id };
    return (await emulator.call('CreateAppInstanceUser', user)).AppInstanceUserArn;
  };
  const newFlow = async (Name: string) => {
    const ResourceArn = 'arn:aws:lambda:us-east-1:111122223333:function:f';
    const Configuration = { Lambda: { ResourceArn, InvocationType: 'ASYNC' as const } };
    const Processors = [{ Name, ExecutionOrder: 1, FallbackAction: 'ABORT' as const, Configuration }];
    return (await emulator.call('CreateChannelFlow', { AppInstanceArn, Name, Processors })).ChannelFlowArn;
  };
  const [backend, alice, bob] = [await newUser('backend'), await newUser('alice'), await newUser('bob')];
  const flow = await newFlow('moderation');
  const channel: ChannelWithFlow = {
    AppInstanceArn,
    ChimeBearer: backend,
    ClientRequestToken: randomUUID(),
    Name: 'support',
    Privacy: 'PUBLIC', // listed for everyone
    channelFlowArn: flow,
    moderators: [alice],
    members: [alice, bob],
  };
  const channels = async () =>
    (await emulator.call('ListChannels', { AppInstanceArn, ChimeBearer: backend })).Channels;
  /** The state of the only channel. */
  const outcome = async () => {
    const [{ ChannelArn = '' } = {}, ...others] = await channels();
    expect(others).toEqual([]);
    const about = { ChannelArn, ChimeBearer: backend };
    const { Channel } = await emulator.call('DescribeChannel', about);
    const { ChannelMemberships } = await emulator.call('ListChannelMemberships', about);
    const { ChannelModerators } = await emulator.call('ListChannelModerators', about);
    return {
      flow: Channel.ChannelFlowArn,
      members: ChannelMemberships.map(({ Member }) => Member.Name),
      moderators: ChannelModerators.map(({ Moderator }) => Moderator.Name),
    };
  };
  return { AppInstanceArn, backend, alice, bob, flow, newFlow, channel, channels, outcome };
}

const COMPLETE = { members: ['backend', 'alice', 'bob'], moderators: ['backend', 'alice'] };

async function operationsDuring(work: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const before = emulator.requests.length;
  await work();
  return emulator.requests.slice(before).map(({ operation }) => operation);
}

test('a channel has its flow before anybody but its creator is in it', async () => {
  const { channel, flow, outcome, channels } = await start();
  let arn;
  const calls = await operationsDuring(async () => {
    arn = await createChannelWithFlow(client, channel);
  });

  expect(calls).toEqual([
    'CreateChannel',
    'AssociateChannelFlow',
    'CreateChannelModerator',
    'CreateChannelMembership',
    'CreateChannelMembership',
  ]);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
  expect(await channels()).toMatchObject([{ ChannelArn: arn }]);
});

test('what CreateChannel takes is passed on', async () => {
  const { channel, channels } = await start();
  const settings: Partial<CreateChannelRequest> = {
    ChannelId: 'support',
    Metadata: '{}',
    Mode: 'RESTRICTED',
    Tags: [{ Key: 'team', Value: 'chat' }],
  };
  const arn = await createChannelWithFlow(client, { ...channel, ...settings });

  expect(arn).toMatch(/\/channel\/support$/);
  expect(await channels()).toMatchObject([{ Metadata: '{}', Mode: 'RESTRICTED' }]);
  const { Tags } = await emulator.call('ListTagsForResource', { ResourceARN: arn });
  expect(Tags).toEqual([{ Key: 'team', Value: 'chat' }]);
});

test('a channel may have nobody but its creator', async () => {
  const { channel, flow, outcome } = await start();
  await createChannelWithFlow(client, { ...channel, members: undefined, moderators: undefined });

  expect(await outcome()).toEqual({ flow, members: ['backend'], moderators: ['backend'] });
});

test('called again with the same token it finds everything done', async () => {
  const { channel, flow, outcome } = await start();
  const arn = await createChannelWithFlow(client, channel);

  expect(await createChannelWithFlow(client, channel)).toBe(arn);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test('called again it finds everything done where the service refuses the flow that a channel has', async () => {
  const { channel, flow, outcome } = await start();
  emulator.behavior.associateSame = 'Conflict';
  const arn = await createChannelWithFlow(client, channel);

  expect(await createChannelWithFlow(client, channel)).toBe(arn);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

type Failure = { loseResponse: true } | { error: { name: string; statusCode: number } };
const REFUSED: Failure = { error: { name: 'BadRequestException', statusCode: 400 } };
const LOST: Failure = { loseResponse: true };

test.each<[string, OperationName, number, string, object]>([
  ['the association', 'AssociateChannelFlow', 0, 'flow', { members: ['backend'], moderators: ['backend'] }],
  ['a moderator', 'CreateChannelModerator', 0, 'moderators', { members: ['backend'] }],
  ['the first member', 'CreateChannelMembership', 0, 'members', { moderators: COMPLETE.moderators }],
  ['the last member', 'CreateChannelMembership', 1, 'members', { moderators: COMPLETE.moderators }],
])(
  'a failure at %s names the channel, leaves what is there, and is made good by another call',
  async (_, operation, skip, step, soFar) => {
    for (const failure of [REFUSED, LOST]) {
      const { channel, flow, outcome, channels } = await start();
      emulator.faults.inject({ operation, skip, times: 1, ...failure });

      const error = await createChannelWithFlow(client, channel).catch((thrown: unknown) => thrown);

      const [{ ChannelArn } = {}] = await channels();
      expect(error).toBeInstanceOf(ChannelCreationError);
      expect(error).toMatchObject({
        channelArn: ChannelArn,
        step,
        clientRequestToken: channel.ClientRequestToken,
      });
      expect((error as Error).message).toContain(
        `call again with the same 'ClientRequestToken' (${channel.ClientRequestToken}) to complete it`,
      );
      if (failure === REFUSED) expect(await outcome()).toMatchObject(soFar);

      expect(await createChannelWithFlow(client, channel)).toBe(ChannelArn);
      expect(await outcome()).toEqual({ flow, ...COMPLETE });
    }
  },
);

test.each<[OperationName, string, object]>([
  ['CreateChannelModerator', 'moderators', { moderators: ['backend'] }],
  ['CreateChannelMembership', 'members', { members: ['backend', 'alice'] }],
])('a conflict of another kind at %s is no sign that somebody is there', async (operation, step, soFar) => {
  const { channel, flow, outcome } = await start();
  const conflict = { name: 'ConflictException', statusCode: 409 };
  const skip = step === 'members' ? 1 : 0; // alice already became a member as a moderator
  emulator.faults.inject({ operation, skip, times: 1, error: conflict });

  await expect(createChannelWithFlow(client, channel)).rejects.toMatchObject({
    step,
    cause: { name: 'ConflictException' },
  });
  expect(await outcome()).toMatchObject(soFar);

  await createChannelWithFlow(client, channel);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test('a call without a token is completed with the token of its error', async () => {
  const { channel, flow, outcome } = await start();
  const withoutToken = { ...channel, ClientRequestToken: undefined };
  emulator.faults.inject({ operation: 'AssociateChannelFlow', times: 1, ...REFUSED });

  const error = await createChannelWithFlow(client, withoutToken).catch((thrown: unknown) => thrown);
  const { clientRequestToken, channelArn } = error as ChannelCreationError;

  const again = { ...channel, ClientRequestToken: clientRequestToken };
  expect(await createChannelWithFlow(client, again)).toBe(channelArn);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test('two calls without a token create two channels', async () => {
  const { channel } = await start();
  const withoutToken = { ...channel, ClientRequestToken: undefined };

  const first = await createChannelWithFlow(client, withoutToken);
  expect(await createChannelWithFlow(client, withoutToken)).not.toBe(first);
});

test('a creation that fails is told as the service tells it, and nothing is there', async () => {
  const { channel, channels } = await start();
  emulator.faults.inject({ operation: 'CreateChannel', times: 1, ...REFUSED });

  await expect(createChannelWithFlow(client, channel)).rejects.toMatchObject({ name: 'BadRequestException' });
  expect(await channels()).toEqual([]);
});

test('a creation whose response is lost is found again by its token', async () => {
  const { channel, flow, outcome } = await start();
  emulator.faults.inject({ operation: 'CreateChannel', times: 1, ...LOST });

  await expect(createChannelWithFlow(client, channel)).rejects.toThrow();
  await createChannelWithFlow(client, channel);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test('a channel that is not visible everywhere yet is waited for', async () => {
  const { channel, flow, outcome } = await start();
  const error = { name: 'NotFoundException', statusCode: 404 };
  emulator.faults.inject({ operation: 'AssociateChannelFlow', error, times: 2 });

  await createChannelWithFlow(client, channel);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test('a flow that does not exist leaves the channel without members', async () => {
  const { channel, outcome } = await start();
  const channelFlowArn = `${channel.channelFlowArn}x`;
  const waits = jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);

  await expect(createChannelWithFlow(client, { ...channel, channelFlowArn })).rejects.toThrow(
    /^channel arn:.* could not be associated with its flow, so it has no members but its creator: NotFoundException: /,
  );
  expect(await outcome()).toEqual({ flow: undefined, members: ['backend'], moderators: ['backend'] });
  expect(waits).toHaveBeenCalled(); // a flow may have just been created
  waits.mockRestore();
});

test('a channel that got another flow in the meantime is left alone', async () => {
  const { channel, newFlow, backend, outcome } = await start();
  const error = await createChannelWithFlow(client, { ...channel, members: ['arn:nobody'] }).catch(
    (thrown: unknown) => thrown as ChannelCreationError,
  );
  const about = { ChannelArn: (error as ChannelCreationError).channelArn, ChimeBearer: backend };
  await emulator.call('DisassociateChannelFlow', { ...about, ChannelFlowArn: channel.channelFlowArn });
  const other = await newFlow('other');
  await emulator.call('AssociateChannelFlow', { ...about, ChannelFlowArn: other });

  await expect(createChannelWithFlow(client, channel)).rejects.toMatchObject({ step: 'flow' });
  expect((await outcome()).flow).toBe(other);
});

test.each([
  ['MemberArns', "'MemberArns' must not be set, as they would be there before the flow: use 'members'"],
  [
    'ModeratorArns',
    "'ModeratorArns' must not be set, as they would be there before the flow: use 'moderators'",
  ],
])('%s are refused before a channel is created', async (name, message) => {
  const { channel, alice, channels } = await start();

  await expect(createChannelWithFlow(client, { ...channel, [name]: [alice] })).rejects.toThrow(message);
  expect(await channels()).toEqual([]);
});

test.each([
  undefined,
  'flow',
  'arn:aws:chime:us-east-1:111122223333:app-instance/other/channel-flow/f',
  Object.create(null),
])(
  'a flow that cannot be one of the app instance is refused before a channel is created: %s',
  async (channelFlowArn) => {
    const { AppInstanceArn, channel, channels } = await start();

    await expect(
      createChannelWithFlow(client, { ...channel, channelFlowArn: channelFlowArn as string }),
    ).rejects.toThrow(`'channelFlowArn' must be the ARN of a channel flow in ${AppInstanceArn}, got `);
    expect(await channels()).toEqual([]);
  },
);

test.each<[string, (good: ChannelWithFlow) => [client: unknown, channel: unknown], string]>([
  [
    'no client',
    (channel) => [undefined, channel],
    "'client' must be a ChimeSDKMessagingClient, got undefined",
  ],
  [
    'the class of a client',
    (channel) => [ChimeSDKMessagingClient, channel],
    "'client' must be a ChimeSDKMessagingClient, got function",
  ],
  [
    'no channel',
    () => [client, null],
    "'channel' must be an object with 'AppInstanceArn' and 'channelFlowArn', got null",
  ],
  [
    'an app instance that cannot be made a text',
    (channel) => [client, { ...channel, AppInstanceArn: Object.create(null) as unknown }],
    "'AppInstanceArn' must be a string, got object",
  ],
  [
    'a client that cannot be made a text',
    (channel) => [Object.create(null), channel],
    "'client' must be a ChimeSDKMessagingClient, got object",
  ],
  [
    'the promise of a channel',
    (channel) => [client, Promise.resolve(channel)],
    "'channel' must be an object with",
  ],
  [
    'no app instance',
    (channel) => [client, { ...channel, AppInstanceArn: undefined }],
    "'AppInstanceArn' must be a string, got undefined",
  ],
  [
    'one member in place of a list',
    (channel) => [client, { ...channel, members: 'arn:alice' }],
    `'members' must be a list of ARNs, got "arn:alice"`,
  ],
  [
    'a moderator that is an object',
    (channel) => [client, { ...channel, moderators: [{ Arn: 'arn:alice' }] }],
    "'moderators' must be a list of ARNs, got object",
  ],
  [
    'a hole in a list',
    // eslint-disable-next-line no-sparse-arrays
    (channel) => [client, { ...channel, members: [, 'arn:alice'] }],
    "'members' must be a list of ARNs, got object",
  ],
  [
    'another spelling',
    (channel) => [client, { ...channel, Members: [] }],
    "'Members' is unknown: did you mean 'members'?",
  ],
  ...[
    ['member', 'members'],
    ['memberArns', 'members'],
    ['MemberArn', 'members'],
    ['moderatorArns', 'moderators'],
    ['ChannelFlowArn', 'channelFlowArn'],
    ['mode', 'Mode'],
    ['privacy', 'Privacy'],
    ['metadata', 'Metadata'],
    ['clientRequestToken', 'ClientRequestToken'],
    ['client_request_token', 'ClientRequestToken'],
  ].map(([name = '', meant]): [string, (good: ChannelWithFlow) => [unknown, unknown], string] => [
    `'${name}'`,
    (channel) => [client, { ...channel, [name]: 'x' }],
    `'${name}' is unknown: did you mean '${meant}'?`,
  ]),
])('%s is refused before a channel is created', async (_, inputs, message) => {
  const { channel, channels } = await start();
  const call = createChannelWithFlow as (...given: unknown[]) => Promise<string>;

  await expect(call(...inputs(channel))).rejects.toThrow(message);
  expect(await channels()).toEqual([]);
});

test('every property of CreateChannel is refused in another spelling', async () => {
  const { channel } = await start();
  const { members } = model.messaging.shapes.CreateChannelRequest!;
  const properties = Object.keys(members!).filter((name) => !['MemberArns', 'ModeratorArns'].includes(name));

  for (const property of properties) {
    const spelled = { ...channel, [property.toLowerCase()]: 'x' };
    await expect(createChannelWithFlow(client, spelled)).rejects.toThrow(`did you mean '${property}'?`);
  }
});

test('a property that CreateChannel may get is passed on', async () => {
  const { channel, flow, outcome } = await start();
  const next: ChannelWithFlow & { Topic: string } = { ...channel, Topic: 'x' };

  await createChannelWithFlow(client, next);
  expect(await outcome()).toEqual({ flow, ...COMPLETE });
});

test.each<[unknown, string]>([
  ['text', 'text'],
  [Object.create(null), 'object thrown'],
])('a creation error tells what was thrown in place of an error', (cause, reason) => {
  const error = new ChannelCreationError('arn:channel', 'flow', cause, 'token');

  expect(error.message).toContain(`so it has no members but its creator: ${reason}; call again`);
  expect(error.cause).toBe(cause);
});
