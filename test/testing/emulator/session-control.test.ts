import { SessionClient } from './session-client';
import { newFixture, until, type Fixture } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('open sessions are listed until they end', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual(0) });
  const { sessions } = fixture.emulator;
  const alice = await session(fixture, fixture.alice, 'one');
  await session(fixture, fixture.bob, 'two');

  expect(sessions.open).toEqual([
    { userArn: fixture.alice, sessionId: 'one', establishedAt: 0 },
    { userArn: fixture.bob, sessionId: 'two', establishedAt: 0 },
  ]);
  alice.socket.destroy();
  await until(() => sessions.open.length === 1);
  expect(sessions.open[0]!.userArn).toBe(fixture.bob);
});

test('system messages that reached a session are listed; others are not', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual(0) });
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const joined = { ChannelArn: channel, ChimeBearer: fixture.alice, MemberArn: carol };

  await fixture.emulator.call('CreateChannelMembership', { ...joined, Type: 'DEFAULT' });
  await session(fixture, fixture.bob);
  await fixture.emulator.call('DeleteChannelMembership', joined);

  expect(fixture.emulator.sessions.systemMessages).toEqual([
    { type: 'DELETE_CHANNEL_MEMBERSHIP', channelArn: channel, recipients: [fixture.bob], at: 0 },
  ]);
});

test('a dropped session ends without a close frame, or with the code that is wanted', async () => {
  const fixture = await newFixture();
  const { sessions } = fixture.emulator;
  const [alice, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  expect(sessions.drop({ userArn: fixture.alice })).toBe(1);
  await alice.closed;
  expect(alice.closeCode).toBeUndefined();
  expect(sessions.open).toHaveLength(1);
  expect(sessions.drop({ code: 1012, reason: 'restart' })).toBe(1);
  await bob.closed;
  expect(bob.closeCode).toBe(1012);
  expect(sessions.drop()).toBe(0);
});

test('sessions are refused as often as is wanted', async () => {
  const fixture = await newFixture();
  const { sessions } = fixture.emulator;
  const rule = sessions.refuse({ userArn: fixture.alice, times: 1 });
  sessions.refuse({ userArn: fixture.bob, code: 1013 }).remove();

  const refused = await connect(fixture, fixture.alice);
  await refused.closed;
  await session(fixture, fixture.alice);
  await session(fixture, fixture.bob);

  expect([refused.types, refused.closeCode, rule.hits]).toEqual([[], 4401, 1]);
});

test('a delayed session is established later, by the emulator’s clock, and misses what happens before', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  const channel = await fixture.newChannel();
  const rule = fixture.emulator.sessions.delay({ delay: 5000 });
  const bob = await connect(fixture, fixture.bob);
  await until(() => rule.hits === 1);

  await fixture.send(channel, 'too early');
  expect(fixture.emulator.sessions.open).toEqual([]);
  await fixture.emulator.clock.advance(5000);
  await bob.until(() => bob.events.length === 1);
  await fixture.send(channel, 'in time');
  await bob.until(() => bob.events.length === 2);

  expect(bob.events[1]!.payload).toMatchObject({ Content: 'in time' });
});

test('a delayed session of a user that was deleted in the meantime is closed with 4401', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  const rule = fixture.emulator.sessions.delay({ delay: 5000 });
  const bob = await connect(fixture, fixture.bob);
  await until(() => rule.hits === 1);

  await fixture.emulator.call('DeleteAppInstanceUser', { AppInstanceUserArn: fixture.bob });
  await fixture.emulator.clock.advance(5000);
  await bob.closed;

  expect([bob.types, bob.closeCode]).toEqual([[], 4401]);
  expect(fixture.emulator.sessions.open).toEqual([]);
});

test('a session with the same id displaces the one before, if it is of the same user', async () => {
  const fixture = await newFixture();
  const [first, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  const second = await session(fixture, fixture.alice);
  await first.closed;
  fixture.emulator.behavior.displacedSession = 'stays';
  await session(fixture, fixture.alice);

  expect(first.closeCode).toBe(4003);
  expect([second.closeCode, bob.closeCode]).toEqual([undefined, undefined]);
  expect(fixture.emulator.sessions.open).toHaveLength(3);
});

test.each([
  [{ code: 1006 }, "'code' of the options of sessions.drop must be a close code that a server can send"],
  [
    { user: 'alice' },
    "'user' of the options of sessions.drop is unknown: expected userArn, sessionId, code, reason",
  ],
  [{ reason: 'restart' }, "'reason' of the options of sessions.drop needs 'code', got none"],
  [
    { userArn: 'alice' },
    "'userArn' of the options of sessions.drop must be the ARN of an app instance user, got 'alice'",
  ],
])('dropping with %j is an error', async (options, problem) => {
  const { emulator } = await newFixture();

  expect(() => emulator.sessions.drop(options as object)).toThrow(problem);
});

test.each(['refuse', 'delay'] as const)('nothing is done one and a half times: %s', async (method) => {
  const { sessions } = (await newFixture()).emulator;

  expect(() => sessions[method]({ ...(method === 'delay' && { delay: 1 }), times: 1.5 } as never)).toThrow(
    `'times' of the options of sessions.${method} must be a whole number from 1, got 1.5`,
  );
  expect(sessions.refuse({ times: Infinity }).hits).toBe(0);
});

test.each(['bot/b', 'channel/c', 'user/'])('a session is not that of %s', async (path) => {
  const { appInstance, emulator } = await newFixture();

  expect(() => emulator.sessions.refuse({ userArn: `${appInstance}/${path}` })).toThrow(
    "'userArn' of the options of sessions.refuse must be the ARN of an app instance user, got",
  );
});

function connect(fixture: Fixture, userArn: string, sessionId: string = 'session'): Promise<SessionClient> {
  return SessionClient.connect(fixture.emulator.endpoint, { userArn, sessionId });
}

async function session(fixture: Fixture, userArn: string, sessionId?: string): Promise<SessionClient> {
  const client = await connect(fixture, userArn, sessionId);
  await client.until(() => client.events.length > 0);
  return client;
}
