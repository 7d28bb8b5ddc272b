/** What goes by itself: channels and users that expire, messages that are not kept. */
import { DAY, newWorld, type World } from './world';

const FORBIDDEN = '403 ForbiddenException';
const HOUR = 60 * 60 * 1000;

function isThere(world: World, ChannelArn: string): Promise<boolean> {
  const described = world.call('DescribeChannel', { ChannelArn, ChimeBearer: world.user('alice') });
  return described.then(
    () => true,
    () => false,
  );
}

describe('a channel with an expiration', () => {
  const after = (ExpirationDays: number, criterion: 'CREATED' | 'LAST_MESSAGE' = 'CREATED') =>
    ({ ExpirationDays, ExpirationCriterion: `${criterion}_TIMESTAMP` }) as const;

  test('is deleted so many days after its creation', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ ExpirationSettings: after(2) });
    world.told();
    let changes = 0;
    world.emulator.onChange(() => changes++);

    await world.emulator.clock.advance(2 * DAY - 1);
    const before = await isThere(world, ChannelArn);
    changes = 0;
    await world.emulator.clock.advance(1);

    expect([before, await isThere(world, ChannelArn)]).toEqual([true, false]);
    expect(world.told()).toEqual(['DELETE_CHANNEL']);
    expect(changes).toBe(1);
  });

  test('lives on as long as messages come, if that is the criterion', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ ExpirationSettings: after(2, 'LAST_MESSAGE') });

    await world.emulator.clock.advance(DAY);
    await world.send(ChannelArn, 'hello');
    await world.emulator.clock.advance(2 * DAY - 1);
    const before = await isThere(world, ChannelArn);
    await world.emulator.clock.advance(1);

    expect([before, await isThere(world, ChannelArn)]).toEqual([true, false]);
  });

  test('is deleted up to six hours later, and can be kept until then', async () => {
    const world = await newWorld({ behavior: { expirationDelay: 6 * HOUR } });
    const expiring = { ExpirationSettings: after(1) };
    const [kept, lost] = [await world.newChannel(expiring), await world.newChannel(expiring)];

    await world.emulator.clock.advance(DAY + 5 * HOUR);
    const both = [await isThere(world, kept), await isThere(world, lost)];
    await world.call('PutChannelExpirationSettings', {
      ChannelArn: kept,
      ChimeBearer: world.user('alice'),
      ExpirationSettings: after(3),
    });
    await world.emulator.clock.advance(HOUR);

    expect(both).toEqual([true, true]);
    expect([await isThere(world, kept), await isThere(world, lost)]).toEqual([true, false]);
    await world.emulator.clock.advance(2 * DAY);
    expect(await isThere(world, kept)).toBe(false);
  });

  test('gets, changes and loses it by those in charge', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const [alice, bob] = [world.user('alice'), world.user('bob')];
    const ExpirationSettings = after(1);
    world.told();

    const byMember = await world.refusal('PutChannelExpirationSettings', { ChannelArn, ChimeBearer: bob });
    const put = await world.call('PutChannelExpirationSettings', {
      ChannelArn,
      ChimeBearer: alice,
      ExpirationSettings,
    });
    const described = await world.call('DescribeChannel', { ChannelArn, ChimeBearer: bob });
    const taken = await world.call('PutChannelExpirationSettings', { ChannelArn, ChimeBearer: alice });
    await world.emulator.clock.advance(10 * DAY);

    expect(byMember).toBe(FORBIDDEN);
    expect([put, taken]).toEqual([{ ChannelArn, ExpirationSettings }, { ChannelArn }]);
    expect(described.Channel.ExpirationSettings).toEqual(ExpirationSettings);
    expect(await isThere(world, ChannelArn)).toBe(true);
    expect(world.told()).toEqual(Array(2).fill('UPDATE_CHANNEL_EXPIRATION_SETTINGS'));
  });

  test('that was deleted before leaves alone what took its id', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ ChannelId: 'lobby', ExpirationSettings: after(1) });
    await world.call('DeleteChannel', { ChannelArn, ChimeBearer: world.user('alice') });
    await world.newChannel({ ChannelId: 'lobby' });

    await world.emulator.clock.advance(2 * DAY);

    expect(await isThere(world, ChannelArn)).toBe(true);
  });
});

describe('a user with an expiration', () => {
  const ExpirationSettings = { ExpirationDays: 1, ExpirationCriterion: 'CREATED_TIMESTAMP' } as const;

  test('is deleted so many days after the creation, with all memberships', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const { AppInstanceUserArn } = await world.call('CreateAppInstanceUser', {
      AppInstanceArn: world.app,
      AppInstanceUserId: 'guest',
      Name: 'guest',
      ExpirationSettings,
    });
    await world.add(ChannelArn, 'guest');
    world.told();

    await world.emulator.clock.advance(DAY);

    expect(await world.refusal('DescribeAppInstanceUser', { AppInstanceUserArn })).toBe(FORBIDDEN);
    expect(await world.members(ChannelArn)).toEqual(['alice', 'bob']);
    expect(world.told()).toEqual(['DELETE_CHANNEL_MEMBERSHIP guest']);
  });

  test('gets and loses it later', async () => {
    const world = await newWorld();
    const [bob, carol] = ['bob', 'carol'].map((id) => world.user(id)) as [string, string];
    for (const AppInstanceUserArn of [bob, carol]) {
      const put = { AppInstanceUserArn, ExpirationSettings };
      expect(await world.call('PutAppInstanceUserExpirationSettings', put)).toEqual(put);
    }
    await world.call('PutAppInstanceUserExpirationSettings', { AppInstanceUserArn: carol });

    await world.emulator.clock.advance(DAY);

    const { AppInstanceUsers } = await world.call('ListAppInstanceUsers', { AppInstanceArn: world.app });
    expect(AppInstanceUsers.map(({ Name }) => Name)).toEqual(['alice', 'carol', 'dave', 'admin']);
    expect(await world.refusal('PutAppInstanceUserExpirationSettings', { AppInstanceUserArn: bob })).toBe(
      FORBIDDEN,
    );
  });
});

describe('retention', () => {
  const keeping = async (): Promise<{
    world: World;
    ChannelArn: string;
    keep: (RetentionDays?: number) => Promise<object>;
  }> => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const keep = (RetentionDays?: number): Promise<object> =>
      world.call('PutAppInstanceRetentionSettings', {
        AppInstanceArn: world.app,
        AppInstanceRetentionSettings: { ChannelRetentionSettings: { RetentionDays } },
      });
    return { world, ChannelArn, keep };
  };

  test('hides what is too old, from every operation', async () => {
    const { world, ChannelArn, keep } = await keeping();
    const old = await world.send(ChannelArn, 'old');
    await world.emulator.clock.advance(DAY);
    await world.send(ChannelArn, 'young');
    await keep(1);
    const both = await world.contents(ChannelArn);
    await world.emulator.clock.advance(1);
    const bob = { ChannelArn, MessageId: old, ChimeBearer: world.user('bob') };

    expect(both).toEqual(['old', 'young']);
    expect(await world.contents(ChannelArn)).toEqual(['young']);
    expect([
      await world.refusal('GetChannelMessage', bob),
      await world.refusal('UpdateChannelMessage', { ...bob, Content: 'new' }),
      await world.refusal('RedactChannelMessage', bob),
    ]).toEqual(['404 NotFoundException', FORBIDDEN, FORBIDDEN]);
  });

  test.each([
    ['within 30 days brings back what was hidden', 30 * DAY - 1, ['old', 'young']],
    ['after 30 days does not bring it back', 30 * DAY, ['young']],
  ] as const)('that is turned off %s', async (_, later, expected) => {
    const { world, ChannelArn, keep } = await keeping();
    await world.send(ChannelArn, 'old');
    await world.emulator.clock.advance(10 * DAY);
    await world.send(ChannelArn, 'young');
    await keep(35);

    await world.emulator.clock.advance(later);
    const meanwhile = await world.contents(ChannelArn);
    await keep();

    expect(meanwhile).toEqual(['young']);
    expect(await world.contents(ChannelArn)).toEqual(expected);
  });

  test('is told with the time from which on messages are deleted for good', async () => {
    const { world, keep } = await keeping();
    const get = (): Promise<object> =>
      world.call('GetAppInstanceRetentionSettings', { AppInstanceArn: world.app });

    const never = await get();
    const put = await keep(7);
    const on = await get();
    await keep();

    expect(never).toEqual({ AppInstanceRetentionSettings: {} });
    expect(put).toEqual({
      AppInstanceRetentionSettings: { ChannelRetentionSettings: { RetentionDays: 7 } },
      InitiateDeletionTimestamp: 31 * 24 * 60 * 60,
    });
    expect(on).toEqual(put);
    expect(await get()).toEqual({ AppInstanceRetentionSettings: { ChannelRetentionSettings: {} } });
  });

  test('takes days within the limits of the service', async () => {
    const { keep } = await keeping();

    await expect(keep(0)).rejects.toMatchObject({ statusCode: 400 });
    await expect(keep(5476)).rejects.toMatchObject({ statusCode: 400 });
    await expect(keep(5475)).resolves.toBeDefined();
  });
});
