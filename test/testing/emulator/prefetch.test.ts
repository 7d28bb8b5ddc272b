import { SessionClient } from './session-client';
import { newFixture, type Fixture } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('a session that prefetches tells of each channel of the user, with messages and members', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel({ Name: 'general', Metadata: 'data' });
  await fixture.newChannel({ MemberArns: undefined, Name: 'of others' });
  const ids: string[] = [];
  for (let count = 1; count <= 22; count++) ids.push(await fixture.send(channel, `message ${count}`));

  const bob = await prefetching(fixture, fixture.bob);
  await bob.until(() => bob.events.length === 2);

  expect(bob.types).toEqual(['SESSION_ESTABLISHED', 'CHANNEL_DETAILS']);
  const details = bob.events[1]!.payload as unknown as Details;
  expect(bob.events[1]!.messageType).toBe('SYSTEM');
  expect(details.Channel).toMatchObject({ ChannelArn: channel, Name: 'general', Metadata: 'data' });
  expect(details.ChannelMessages.map(({ MessageId }) => MessageId)).toEqual(ids.slice(2).reverse());
  expect(details.ChannelMessages[0]).toMatchObject({
    Content: 'message 22',
    Sender: { Arn: fixture.alice, Name: 'alice' },
    Status: { Value: 'SENT' },
    Type: 'STANDARD',
    Redacted: false,
  });
  expect(details.ChannelMessagesHasMore).toBe(true);
  expect(details.ChannelMemberships).toEqual([
    { Member: { Arn: fixture.alice, Name: 'alice' } },
    { Member: { Arn: fixture.bob, Name: 'bob' } },
  ]);
});

test('targeted messages and messages on their way are in nobody else’s history', async () => {
  const fixture = await newFixture();
  fixture.holdProcessor();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel({ MemberArns: [fixture.bob, carol] });
  await fixture.send(channel, 'for all');
  await fixture.send(channel, 'for carol', { Target: [{ MemberArn: carol }] });
  await fixture.associate(channel, await fixture.newFlow());
  await fixture.send(channel, 'on its way');

  const contents = async (userArn: string) => {
    const client = await prefetching(fixture, userArn);
    await client.until(() => client.events.length === 2);
    return (client.events[1]!.payload as unknown as Details).ChannelMessages.map(({ Content }) => Content);
  };

  expect(await contents(fixture.alice)).toEqual(['on its way', 'for carol', 'for all']);
  expect(await contents(carol)).toEqual(['for carol', 'for all']);
  expect(await contents(fixture.bob)).toEqual(['for all']);
});

test('messages that the user may not see take no place of those that the user may', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel({ MemberArns: [fixture.bob, carol] });
  await fixture.send(channel, 'for all');
  for (let count = 0; count < 25; count++) {
    await fixture.send(channel, 'for carol', { Target: [{ MemberArn: carol }] });
  }

  const bob = await prefetching(fixture, fixture.bob);
  await bob.until(() => bob.events.length === 2);

  expect(bob.events[1]!.payload).toMatchObject({
    ChannelMessages: [{ Content: 'for all' }],
    ChannelMessagesHasMore: false,
  });
});

test('messages that are out of retention are not prefetched', async () => {
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  const channel = await fixture.newChannel();
  await fixture.emulator.call('PutAppInstanceRetentionSettings', {
    AppInstanceArn: fixture.appInstance,
    AppInstanceRetentionSettings: { ChannelRetentionSettings: { RetentionDays: 1 } },
  });
  await fixture.send(channel, 'old');
  await fixture.emulator.clock.advance(24 * 60 * 60 * 1000 + 1);
  await fixture.send(channel, 'new');

  const bob = await prefetching(fixture, fixture.bob);
  await bob.until(() => bob.events.length === 2);

  expect(bob.events[1]!.payload).toMatchObject({ ChannelMessages: [{ Content: 'new' }] });
});

test.each([
  [undefined, ['newest', 'older', 'silent']],
  ['unread', ['newest', 'older', 'silent']],
  ['last-message-timestamp', ['newest', 'older', 'silent']],
])('with prefetch-sort-by %s, the latest message comes first', async (order, expected) => {
  const fixture = await newFixture({ clock: EmulatorClock.manual() });
  for (const name of ['older', 'silent', 'newest']) await fixture.newChannel({ Name: name });
  const channels = fixture.emulator.inventory()[0]!.channels;
  for (const wanted of ['older', 'newest']) {
    await fixture.send(channels.find(({ name }) => name === wanted)!.channelArn, 'hello');
    await fixture.emulator.clock.advance(1000);
  }

  const bob = await prefetching(
    fixture,
    fixture.bob,
    order === undefined ? {} : { 'prefetch-sort-by': order },
  );
  await bob.until(() => bob.events.length === 4);

  expect(bob.events.slice(1).map(({ payload }) => (payload as unknown as Details).Channel.Name)).toEqual(
    expected,
  );
});

test('no more than 50 channels are prefetched', async () => {
  const fixture = await newFixture();
  for (let count = 0; count < 52; count++) await fixture.newChannel();

  const bob = await prefetching(fixture, fixture.bob);
  await fixture.newChannel({ Name: 'one more' });
  await bob.until(() => bob.types.includes('CREATE_CHANNEL_MEMBERSHIP'));

  expect(bob.types.filter((type) => type === 'CHANNEL_DETAILS')).toHaveLength(50);
});

interface Details {
  readonly Channel: { readonly Name: string };
  readonly ChannelMessages: readonly { readonly MessageId: string; readonly Content: string }[];
  readonly ChannelMemberships: readonly object[];
  readonly ChannelMessagesHasMore: boolean;
}

function prefetching(
  { emulator }: Fixture,
  userArn: string,
  parameters: Record<string, string> = {},
): Promise<SessionClient> {
  const query = { userArn, sessionId: 'session', 'prefetch-on': 'connect', ...parameters };
  return SessionClient.connect(emulator.endpoint, query);
}
