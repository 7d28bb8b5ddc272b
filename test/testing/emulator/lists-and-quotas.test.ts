/** Undocumented behavior of lists, admins, and rate limits. */
import { CreateAppInstanceBotCommand } from '@aws-sdk/client-chime-sdk-identity';
import {
  DeleteChannelCommand,
  DescribeChannelCommand,
  ListChannelsCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { type Fixture, newFixture, refusalOf } from './support';
import { EmulatorClock } from '../../../testing/emulator';

const clock = EmulatorClock.manual();

async function list(fixture: Fixture, input: object = {}, ChimeBearer = fixture.admin) {
  const { Channels = [], NextToken } = await fixture.messaging.send(
    new ListChannelsCommand({ AppInstanceArn: fixture.appInstance, ChimeBearer, ...input }),
  );
  return { names: Channels.map(({ Name }) => Name), NextToken };
}

async function newChannels(fixture: Fixture, ...names: string[]): Promise<string[]> {
  const channels: string[] = [];
  for (const Name of names) channels.push(await fixture.newChannel({ Name, Privacy: 'PUBLIC' }));
  return channels;
}

test.each([
  ['stable', ['third', 'fourth']],
  ['shifting', ['fourth']],
] as const)('pages after a deletion are %s', async (listPages, rest) => {
  const fixture = await newFixture({ behavior: { listPages } });
  const [first] = await newChannels(fixture, 'first', 'second', 'third', 'fourth');

  const page = await list(fixture, { MaxResults: 2 });
  const command = new DeleteChannelCommand({ ChannelArn: first, ChimeBearer: fixture.admin });
  await fixture.messaging.send(command);
  const next = await list(fixture, { MaxResults: 2, NextToken: page.NextToken });

  expect(page.names).toEqual(['first', 'second']);
  expect(next.names).toEqual(rest);
  expect(next.NextToken).toBeUndefined();
});

test('shifting pages hold everything where nothing is deleted', async () => {
  const fixture = await newFixture({ behavior: { listPages: 'shifting' } });
  await newChannels(fixture, 'a', 'b', 'c', 'd', 'e');

  const names: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await list(fixture, { MaxResults: 2, NextToken });
    names.push(...page.names);
    ({ NextToken } = page);
  } while (NextToken);

  expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a page token is refused after its lifetime', async () => {
  const fixture = await newFixture({ clock, behavior: { pageTokenLifetime: 60_000 } });
  await newChannels(fixture, 'a', 'b', 'c');
  const { NextToken } = await list(fixture, { MaxResults: 1 });

  await clock.advance(60_000);
  expect((await list(fixture, { NextToken })).names).toEqual(['b', 'c']);
  await clock.advance(1);
  expect(await refusalOf(list(fixture, { NextToken }))).toBe('400 BadRequestException');
});

test('a new channel is listed only after the delay', async () => {
  const fixture = await newFixture({ clock, behavior: { channelListDelay: 5_000 } });
  await newChannels(fixture, 'a');

  expect((await list(fixture)).names).toEqual([]);
  await clock.advance(5_000);
  expect((await list(fixture)).names).toEqual(['a']);
});

test.each([
  ['PUBLIC', ['public'], ['public']],
  ['all', ['public', 'private'], ['public']],
] as const)(
  'a list that names no privacy has, for admins: %s',
  async (listChannelsWithoutPrivacy, forAdmin, forUser) => {
    const fixture = await newFixture({ behavior: { listChannelsWithoutPrivacy } });
    await newChannels(fixture, 'public');
    await fixture.newChannel({ Name: 'private', Privacy: 'PRIVATE' });

    expect((await list(fixture)).names).toEqual(forAdmin);
    expect((await list(fixture, {}, fixture.alice)).names).toEqual(forUser);
  },
);

test('an admin counts as one only after the delay', async () => {
  const fixture = await newFixture({ clock, behavior: { adminDelay: 5_000 } });
  const channel = await fixture.newChannel({ Privacy: 'PRIVATE' });
  const describe = new DescribeChannelCommand({ ChannelArn: channel, ChimeBearer: fixture.admin });
  const attempts = async () => [
    await refusalOf(list(fixture, { Privacy: 'PRIVATE' })),
    await refusalOf(fixture.messaging.send(describe)),
  ];

  expect(await attempts()).toEqual(['403 ForbiddenException', '403 ForbiddenException']);
  await clock.advance(5_000);
  expect(await attempts()).toEqual(['accepted', 'accepted']);
});

test('calls beyond the rate of a user are throttled, and others are not', async () => {
  const fixture = await newFixture({ clock, behavior: { callsPerSecondAsUser: 2 } });
  const asAdmin = async () => refusalOf(list(fixture));

  expect([await asAdmin(), await asAdmin(), await asAdmin()]).toEqual([
    'accepted',
    'accepted',
    '429 ThrottledClientException',
  ]);
  expect(await refusalOf(list(fixture, {}, fixture.alice))).toBe('accepted');
  await clock.advance(500);
  expect(await asAdmin()).toBe('accepted');
});

test('bots have a rate of their own', async () => {
  const fixture = await newFixture({ clock, behavior: { callsPerSecondAsBot: 1 } });
  const { AppInstanceBotArn } = await fixture.identity.send(
    new CreateAppInstanceBotCommand({
      AppInstanceArn: fixture.appInstance,
      ClientRequestToken: 'bot',
      Configuration: {
        Lex: {
          LexBotAliasArn: 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST',
          LocaleId: 'en_US',
        },
      },
    }),
  );
  const asBot = async () => refusalOf(list(fixture, {}, AppInstanceBotArn));

  expect([await asBot(), await asBot()]).toEqual(['accepted', '429 ThrottledClientException']);
  expect(await refusalOf(list(fixture))).toBe('accepted');
});

test('associations of an app instance have a rate, whoever makes them', async () => {
  const fixture = await newFixture({ clock, behavior: { associationsPerSecond: 1 } });
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();

  expect([
    await refusalOf(fixture.associate(channel, flow)),
    await refusalOf(fixture.associate(channel, flow)),
    await refusalOf(list(fixture)),
  ]).toEqual(['accepted', '429 ThrottledClientException', 'accepted']);
});
