import {
  DeleteAppInstanceUserCommand,
  PutAppInstanceUserExpirationSettingsCommand,
} from '@aws-sdk/client-chime-sdk-identity';
import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { SessionClient } from './session-client';
import { newFixture, type Fixture } from './support';
import { EmulatorClock } from '../../../testing/emulator';

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

test('added and removed members are told; nobody else outside of the channel is', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const [carols, admin] = [await session(fixture, carol), await session(fixture, fixture.admin)];

  await join(fixture, channel, carol);
  await leave(fixture, channel, carol);
  await update(fixture, channel);
  const created = await fixture.newChannel({ MemberArns: [carol] });
  await carols.until(() => carols.events.length === 4);

  expect(carols.types).toEqual([
    'SESSION_ESTABLISHED',
    'CREATE_CHANNEL_MEMBERSHIP',
    'DELETE_CHANNEL_MEMBERSHIP',
    'CREATE_CHANNEL_MEMBERSHIP',
  ]);
  expect(carols.events.at(-1)!.payload).toMatchObject({ ChannelArn: created, Member: { Arn: carol } });
  expect(admin.types).toEqual(['SESSION_ESTABLISHED']);
});

test('only moderators are told of hidden members', async () => {
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

test('members that one call added are told of in one message', async () => {
  const fixture = await newFixture();
  const [carol, dave] = [await fixture.newUser('carol'), await fixture.newUser('dave')];
  const channel = await fixture.newChannel();
  const [bob, daves] = [await session(fixture, fixture.bob), await session(fixture, dave)];

  const input = { ChannelArn: channel, MemberArns: [carol, dave], ChimeBearer: fixture.alice };
  await fixture.messaging.send(new messaging.BatchCreateChannelMembershipCommand(input));
  await bob.until(() => bob.events.length === 2);
  await daves.until(() => daves.events.length === 2);

  expect(bob.events[1]).toEqual({
    type: 'BATCH_CREATE_CHANNEL_MEMBERSHIP',
    messageType: 'SYSTEM',
    payload: {
      ChannelArn: channel,
      InvitedBy: { Arn: fixture.alice, Name: 'alice' },
      Type: 'DEFAULT',
      Members: [
        { Arn: carol, Name: 'carol' },
        { Arn: dave, Name: 'dave' },
      ],
    },
  });
  expect(daves.events[1]).toEqual(bob.events[1]);
});

test('a ban ends a membership, which all hear of', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const [alice, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  const input = { ChannelArn: channel, MemberArn: fixture.bob, ChimeBearer: fixture.alice };
  await fixture.messaging.send(new messaging.CreateChannelBanCommand(input));
  await Promise.all([alice, bob].map((each) => each.until(() => each.events.length === 2)));

  const ended = { type: 'DELETE_CHANNEL_MEMBERSHIP', payload: { Member: { Arn: fixture.bob } } };
  expect([alice.events[1], bob.events[1]]).toMatchObject([ended, ended]);
});

test('the sessions of a user who is deleted are closed for good', async () => {
  const fixture = await newFixture();
  const bob = await session(fixture, fixture.bob);

  await fixture.identity.send(new DeleteAppInstanceUserCommand({ AppInstanceUserArn: fixture.bob }));
  await bob.closed;

  expect(bob.closeCode).toBe(4003);
});

test('the sessions of a user who expires are closed as the clock moves on', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  const command = new PutAppInstanceUserExpirationSettingsCommand({
    AppInstanceUserArn: fixture.bob,
    ExpirationSettings: { ExpirationDays: 1, ExpirationCriterion: 'CREATED_TIMESTAMP' },
  });
  await fixture.identity.send(command);
  const bob = await session(fixture, fixture.bob);

  await fixture.emulator.clock.advance(48 * 60 * 60 * 1000);
  await bob.closed;

  expect(bob.closeCode).toBe(4003);
});

test.each([
  ['documented', ['UPDATE_CHANNEL']],
  [
    'all',
    [
      'CREATE_CHANNEL_MODERATOR',
      'DELETE_CHANNEL_MODERATOR',
      'CREATE_CHANNEL_BAN',
      'DELETE_CHANNEL_BAN',
      'UPDATE_CHANNEL_READ_MARKER',
      'UPDATE_CHANNEL',
    ],
  ],
] as const)('with system messages %s, members hear of %j', async (systemMessages, expected) => {
  const fixture = await newFixture({ behavior: { systemMessages } });
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const bob = await session(fixture, fixture.bob);
  const input = { ChannelArn: channel, ChannelModeratorArn: fixture.bob, ChimeBearer: fixture.alice };

  await fixture.messaging.send(new messaging.CreateChannelModeratorCommand(input));
  await fixture.messaging.send(new messaging.DeleteChannelModeratorCommand(input));
  const ban = { ChannelArn: channel, MemberArn: carol, ChimeBearer: fixture.alice };
  await fixture.messaging.send(new messaging.CreateChannelBanCommand(ban));
  await fixture.messaging.send(new messaging.DeleteChannelBanCommand(ban));
  const read = { ChannelArn: channel, ChimeBearer: fixture.bob };
  await fixture.messaging.send(new messaging.UpdateChannelReadMarkerCommand(read));
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
