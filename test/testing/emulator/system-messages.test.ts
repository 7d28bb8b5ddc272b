import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { SessionClient } from './session-client';
import { newFixture, type Fixture } from './support';

test('members hear who joins and leaves, what changes about the channel, and that it is deleted', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const bob = await session(fixture, fixture.bob);

  await join(fixture, channel, carol);
  await update(fixture, channel);
  await leave(fixture, channel, carol);
  const input = { ChannelArn: channel, ChimeBearer: fixture.alice };
  await fixture.messaging.send(new messaging.DeleteChannelCommand(input));
  await bob.until(() => bob.events.length === 5);

  const [, joined, updated, left, deleted] = bob.events;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  const membership = {
    ChannelArn: channel,
    Member: { Arn: carol, Name: 'carol' },
    InvitedBy: { Arn: fixture.alice, Name: 'alice' },
    Type: 'DEFAULT',
    CreatedTimestamp: time,
    LastUpdatedTimestamp: time,
  };
  expect(joined).toEqual({ type: 'CREATE_CHANNEL_MEMBERSHIP', messageType: 'SYSTEM', payload: membership });
  expect(left).toEqual({ type: 'DELETE_CHANNEL_MEMBERSHIP', messageType: 'SYSTEM', payload: membership });
  expect(updated).toEqual({
    type: 'UPDATE_CHANNEL',
    messageType: 'SYSTEM',
    payload: {
      ChannelArn: channel,
      Name: 'renamed',
      Mode: 'UNRESTRICTED',
      Privacy: expect.any(String),
      CreatedBy: { Arn: fixture.alice, Name: 'alice' },
      CreatedTimestamp: time,
      LastUpdatedTimestamp: time,
    },
  });
  expect(deleted).toMatchObject({
    type: 'DELETE_CHANNEL',
    messageType: 'SYSTEM',
    payload: { ChannelArn: channel },
  });
});

test('whoever is added hears of it, and whoever is removed; nobody else outside of the channel', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const [carols, admin] = [await session(fixture, carol), await session(fixture, fixture.admin)];

  await join(fixture, channel, carol);
  await leave(fixture, channel, carol);
  await update(fixture, channel);
  const created = await fixture.newChannel({ MemberArns: [carol] });
  await carols.until(() => carols.events.length === 5);

  expect(carols.types).toEqual([
    'SESSION_ESTABLISHED',
    'CREATE_CHANNEL_MEMBERSHIP',
    'DELETE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MEMBERSHIP',
  ]);
  expect(carols.events.at(-1)!.payload).toMatchObject({ ChannelArn: created, Member: { Arn: carol } });
  expect(admin.types).toEqual(['SESSION_ESTABLISHED']);
});

test('of hidden members, only moderators among the members hear', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const [alice, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  await join(fixture, channel, carol, 'HIDDEN');
  await update(fixture, channel);
  await bob.until(() => bob.events.length === 2);
  await alice.until(() => alice.events.length === 3);

  expect(alice.types.slice(1)).toEqual(['CREATE_CHANNEL_MEMBERSHIP', 'UPDATE_CHANNEL']);
  expect(bob.types.slice(1)).toEqual(['UPDATE_CHANNEL']);
});

test.each([
  ['documented', ['UPDATE_CHANNEL']],
  ['all', ['CREATE_CHANNEL_MODERATOR', 'DELETE_CHANNEL_MODERATOR', 'UPDATE_CHANNEL']],
] as const)('with system messages %s, members hear of %j', async (systemMessages, expected) => {
  const fixture = await newFixture({ behavior: { systemMessages } });
  const channel = await fixture.newChannel();
  const bob = await session(fixture, fixture.bob);
  const input = { ChannelArn: channel, ChannelModeratorArn: fixture.bob, ChimeBearer: fixture.alice };

  await fixture.messaging.send(new messaging.CreateChannelModeratorCommand(input));
  await fixture.messaging.send(new messaging.DeleteChannelModeratorCommand(input));
  await update(fixture, channel);
  await bob.until(() => bob.types.includes('UPDATE_CHANNEL'));

  expect(bob.types.slice(1)).toEqual(expected);
});

async function session({ emulator }: Fixture, userArn: string): Promise<SessionClient> {
  const client = await SessionClient.connect(emulator.endpoint, { userArn, sessionId: 'session' });
  await client.until(() => client.events.length > 0);
  return client;
}

async function join(
  { messaging: client, alice }: Fixture,
  ChannelArn: string,
  MemberArn: string,
  Type: 'DEFAULT' | 'HIDDEN' = 'DEFAULT',
): Promise<void> {
  const input = { ChannelArn, MemberArn, Type, ChimeBearer: alice };
  await client.send(new messaging.CreateChannelMembershipCommand(input));
}

async function leave(
  { messaging: client, alice }: Fixture,
  ChannelArn: string,
  MemberArn: string,
): Promise<void> {
  const input = { ChannelArn, MemberArn, ChimeBearer: alice };
  await client.send(new messaging.DeleteChannelMembershipCommand(input));
}

async function update({ messaging: client, alice }: Fixture, ChannelArn: string): Promise<void> {
  const input = { ChannelArn, Name: 'renamed', Mode: 'UNRESTRICTED', ChimeBearer: alice } as const;
  await client.send(new messaging.UpdateChannelCommand(input));
}
