/** Automatic deletion: channels and users that expire, and messages beyond their retention. */
import { DAY, newChat, type EmulatedChat } from './emulated-chat';

const FORBIDDEN = '403 ForbiddenException';
const HOUR = 60 * 60 * 1000;

function isThere(chat: EmulatedChat, ChannelArn: string): Promise<boolean> {
  const described = chat.call('DescribeChannel', { ChannelArn, ChimeBearer: chat.user('alice') });
  return described.then(
    () => true,
    () => false,
  );
}

describe('a channel with an expiration', () => {
  const after = (ExpirationDays: number, criterion: 'CREATED' | 'LAST_MESSAGE' = 'CREATED') =>
    ({ ExpirationDays, ExpirationCriterion: `${criterion}_TIMESTAMP` }) as const;

  test('is deleted so many days after its creation', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ ExpirationSettings: after(2) });
    chat.told();
    let changes = 0;
    chat.emulator.onChange(() => changes++);

    await chat.emulator.clock.advance(2 * DAY - 1);
    const before = await isThere(chat, ChannelArn);
    changes = 0;
    await chat.emulator.clock.advance(1);

    expect([before, await isThere(chat, ChannelArn)]).toEqual([true, false]);
    expect(chat.told()).toEqual(['DELETE_CHANNEL']);
    expect(changes).toBe(1);
  });

  test('lives on as long as messages come, if that is the criterion', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ ExpirationSettings: after(2, 'LAST_MESSAGE') });

    await chat.emulator.clock.advance(DAY);
    await chat.send(ChannelArn, 'hello');
    await chat.emulator.clock.advance(2 * DAY - 1);
    const before = await isThere(chat, ChannelArn);
    await chat.emulator.clock.advance(1);

    expect([before, await isThere(chat, ChannelArn)]).toEqual([true, false]);
  });

  test('is deleted up to six hours later, and can be kept until then', async () => {
    const chat = await newChat({ behavior: { expirationDelay: 6 * HOUR } });
    const expiring = { ExpirationSettings: after(1) };
    const [kept, lost] = [await chat.newChannel(expiring), await chat.newChannel(expiring)];

    await chat.emulator.clock.advance(DAY + 5 * HOUR);
    const both = [await isThere(chat, kept), await isThere(chat, lost)];
    await chat.call('PutChannelExpirationSettings', {
      ChannelArn: kept,
      ChimeBearer: chat.user('alice'),
      ExpirationSettings: after(3),
    });
    await chat.emulator.clock.advance(HOUR);

    expect(both).toEqual([true, true]);
    expect([await isThere(chat, kept), await isThere(chat, lost)]).toEqual([true, false]);
    await chat.emulator.clock.advance(2 * DAY);
    expect(await isThere(chat, kept)).toBe(false);
  });

  test('gets, changes and loses it by those in charge', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const [alice, bob] = [chat.user('alice'), chat.user('bob')];
    const ExpirationSettings = after(1);
    chat.told();

    const byMember = await chat.refusal('PutChannelExpirationSettings', { ChannelArn, ChimeBearer: bob });
    const put = await chat.call('PutChannelExpirationSettings', {
      ChannelArn,
      ChimeBearer: alice,
      ExpirationSettings,
    });
    const described = await chat.call('DescribeChannel', { ChannelArn, ChimeBearer: bob });
    const taken = await chat.call('PutChannelExpirationSettings', { ChannelArn, ChimeBearer: alice });
    await chat.emulator.clock.advance(10 * DAY);

    expect(byMember).toBe(FORBIDDEN);
    expect([put, taken]).toEqual([{ ChannelArn, ExpirationSettings }, { ChannelArn }]);
    expect(described.Channel.ExpirationSettings).toEqual(ExpirationSettings);
    expect(await isThere(chat, ChannelArn)).toBe(true);
    expect(chat.told()).toEqual(Array(2).fill('UPDATE_CHANNEL_EXPIRATION_SETTINGS'));
  });

  test('that was deleted before does not affect a successor with its id', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ ChannelId: 'lobby', ExpirationSettings: after(1) });
    await chat.call('DeleteChannel', { ChannelArn, ChimeBearer: chat.user('alice') });
    await chat.newChannel({ ChannelId: 'lobby' });

    await chat.emulator.clock.advance(2 * DAY);

    expect(await isThere(chat, ChannelArn)).toBe(true);
  });
});

describe('a user with an expiration', () => {
  const ExpirationSettings = { ExpirationDays: 1, ExpirationCriterion: 'CREATED_TIMESTAMP' } as const;

  test('is deleted so many days after the creation, with all memberships', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const { AppInstanceUserArn } = await chat.call('CreateAppInstanceUser', {
      AppInstanceArn: chat.app,
      AppInstanceUserId: 'guest',
      Name: 'guest',
      ExpirationSettings,
    });
    await chat.add(ChannelArn, 'guest');
    chat.told();

    await chat.emulator.clock.advance(DAY);

    expect(await chat.refusal('DescribeAppInstanceUser', { AppInstanceUserArn })).toBe(FORBIDDEN);
    expect(await chat.members(ChannelArn)).toEqual(['alice', 'bob']);
    expect(chat.told()).toEqual(['DELETE_CHANNEL_MEMBERSHIP guest']);
  });

  test('gets and loses it later', async () => {
    const chat = await newChat();
    const [bob, carol] = ['bob', 'carol'].map((id) => chat.user(id)) as [string, string];
    for (const AppInstanceUserArn of [bob, carol]) {
      const put = { AppInstanceUserArn, ExpirationSettings };
      expect(await chat.call('PutAppInstanceUserExpirationSettings', put)).toEqual(put);
    }
    await chat.call('PutAppInstanceUserExpirationSettings', { AppInstanceUserArn: carol });

    await chat.emulator.clock.advance(DAY);

    const { AppInstanceUsers } = await chat.call('ListAppInstanceUsers', { AppInstanceArn: chat.app });
    expect(AppInstanceUsers.map(({ Name }) => Name)).toEqual(['alice', 'carol', 'dave', 'admin']);
    expect(await chat.refusal('PutAppInstanceUserExpirationSettings', { AppInstanceUserArn: bob })).toBe(
      FORBIDDEN,
    );
  });
});

describe('retention', () => {
  const keeping = async (): Promise<{
    chat: EmulatedChat;
    ChannelArn: string;
    keep: (RetentionDays?: number) => Promise<object>;
  }> => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const keep = (RetentionDays?: number): Promise<object> =>
      chat.call('PutAppInstanceRetentionSettings', {
        AppInstanceArn: chat.app,
        AppInstanceRetentionSettings: { ChannelRetentionSettings: { RetentionDays } },
      });
    return { chat, ChannelArn, keep };
  };

  test('hides what is too old, from every operation', async () => {
    const { chat, ChannelArn, keep } = await keeping();
    const old = await chat.send(ChannelArn, 'old');
    await chat.emulator.clock.advance(DAY);
    await chat.send(ChannelArn, 'young');
    await keep(1);
    const both = await chat.contents(ChannelArn);
    await chat.emulator.clock.advance(1);
    const bob = { ChannelArn, MessageId: old, ChimeBearer: chat.user('bob') };

    expect(both).toEqual(['old', 'young']);
    expect(await chat.contents(ChannelArn)).toEqual(['young']);
    expect([
      await chat.refusal('GetChannelMessage', bob),
      await chat.refusal('UpdateChannelMessage', { ...bob, Content: 'new' }),
      await chat.refusal('RedactChannelMessage', bob),
    ]).toEqual(['404 NotFoundException', FORBIDDEN, FORBIDDEN]);
  });

  test.each([
    ['within 30 days brings back what was hidden', 30 * DAY - 1, ['old', 'young']],
    ['after 30 days does not bring it back', 30 * DAY, ['young']],
  ] as const)('that is turned off %s', async (_, later, expected) => {
    const { chat, ChannelArn, keep } = await keeping();
    await chat.send(ChannelArn, 'old');
    await chat.emulator.clock.advance(10 * DAY);
    await chat.send(ChannelArn, 'young');
    await keep(35);

    await chat.emulator.clock.advance(later);
    const meanwhile = await chat.contents(ChannelArn);
    await keep();

    expect(meanwhile).toEqual(['young']);
    expect(await chat.contents(ChannelArn)).toEqual(expected);
  });

  test('is told with the time from which on messages are deleted for good', async () => {
    const { chat, keep } = await keeping();
    const get = (): Promise<object> =>
      chat.call('GetAppInstanceRetentionSettings', { AppInstanceArn: chat.app });

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
