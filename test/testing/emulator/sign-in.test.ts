/** The requests of clients when a user signs in. */
import { newChat } from './emulated-chat';

const FORBIDDEN = '403 ForbiddenException';

describe('the channels of a user', () => {
  test("are listed in pages, with the user's own data", async () => {
    const chat = await newChat();
    const bob = chat.user('bob');
    const channels = [await chat.newChannel({ Name: 'one' }), await chat.newChannel({ Name: 'two' })];
    await chat.newChannel({ Name: 'of others', MemberArns: undefined });
    await chat.call('UpdateChannelReadMarker', { ChannelArn: channels[0]!, ChimeBearer: bob });
    const list = { ChimeBearer: bob, MaxResults: 1 };

    const first = await chat.call('ListChannelMembershipsForAppInstanceUser', list);
    const second = await chat.call('ListChannelMembershipsForAppInstanceUser', {
      ...list,
      NextToken: first.NextToken,
    });

    expect(first.ChannelMemberships).toEqual([
      {
        ChannelSummary: {
          Name: 'one',
          ChannelArn: channels[0],
          Mode: 'UNRESTRICTED',
          Privacy: 'PRIVATE',
        },
        AppInstanceUserMembershipSummary: { Type: 'DEFAULT', ReadMarkerTimestamp: 24 * 60 * 60 },
      },
    ]);
    expect(second.ChannelMemberships.map((each) => each.ChannelSummary.Name)).toEqual(['two']);
    expect(second.NextToken).toBeUndefined();
  });

  test('are his own affair, and that of admins', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const [alice, bob, admin] = [chat.user('alice'), chat.user('bob'), chat.user('admin')];
    const aboutBob = (ChimeBearer: string) =>
      Promise.all([
        chat.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer, AppInstanceUserArn: bob }),
        chat.refusal('ListChannelsModeratedByAppInstanceUser', { ChimeBearer, AppInstanceUserArn: bob }),
        chat.refusal('DescribeChannelMembershipForAppInstanceUser', {
          ChannelArn,
          ChimeBearer,
          AppInstanceUserArn: bob,
        }),
      ]);

    expect(await aboutBob(alice)).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect(await aboutBob(bob)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await aboutBob(admin)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(
      await chat.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer: chat.user('nobody') }),
    ).toBe(FORBIDDEN);
    expect(
      await chat.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer: 'arn:aws:x:::y' }),
    ).toBe(FORBIDDEN);
  });

  test('can be described one by one', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    await chat.add(ChannelArn, 'carol', { Type: 'HIDDEN' });
    const about = (id: string) => ({
      ChannelArn,
      AppInstanceUserArn: chat.user(id),
      ChimeBearer: chat.user(id),
    });

    const described = await chat.call('DescribeChannelMembershipForAppInstanceUser', about('carol'));

    expect(described.ChannelMembership).toMatchObject({
      ChannelSummary: { ChannelArn },
      AppInstanceUserMembershipSummary: { Type: 'HIDDEN', ReadMarkerTimestamp: undefined },
    });
    expect(await chat.refusal('DescribeChannelMembershipForAppInstanceUser', about('dave'))).toBe(FORBIDDEN);
  });
});

describe('the channels that a user moderates', () => {
  test('are listed in pages', async () => {
    const chat = await newChat();
    const ChimeBearer = chat.user('alice');
    for (const Name of ['one', 'two', 'three']) await chat.newChannel({ Name });
    await chat.newChannel({ Name: 'of others', ChimeBearer: chat.user('bob') });

    const first = await chat.call('ListChannelsModeratedByAppInstanceUser', { ChimeBearer, MaxResults: 2 });
    const second = await chat.call('ListChannelsModeratedByAppInstanceUser', {
      ChimeBearer,
      NextToken: first.NextToken,
    });

    const names = [...first.Channels, ...second.Channels].map(({ ChannelSummary }) => ChannelSummary.Name);
    expect(names).toEqual(['one', 'two', 'three']);
  });

  test('can be described by whoever is in them', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const describe = (ChimeBearer: string, id: string) =>
      chat.refusal('DescribeChannelModeratedByAppInstanceUser', {
        ChannelArn,
        ChimeBearer: chat.user(ChimeBearer),
        AppInstanceUserArn: chat.user(id),
      });

    expect(await describe('alice', 'alice')).toBe('accepted');
    expect(await describe('bob', 'alice')).toBe('accepted');
    expect(await describe('admin', 'alice')).toBe('accepted');
    expect(await describe('carol', 'alice')).toBe(FORBIDDEN);
    expect(await describe('alice', 'bob')).toBe(FORBIDDEN);
  });
});

describe('a read marker', () => {
  test('is set to the time of the call, and told', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const bob = chat.user('bob');
    chat.told();
    await chat.emulator.clock.advance(1500);

    expect(await chat.call('UpdateChannelReadMarker', { ChannelArn, ChimeBearer: bob })).toEqual({
      ChannelArn,
    });

    const { ChannelMemberships } = await chat.call('ListChannelMembershipsForAppInstanceUser', {
      ChimeBearer: bob,
    });
    expect(ChannelMemberships[0]!.AppInstanceUserMembershipSummary.ReadMarkerTimestamp).toBe(
      24 * 60 * 60 + 1.5,
    );
    expect(chat.told()).toEqual(['UPDATE_CHANNEL_READ_MARKER bob']);
  });

  test('is for members, however much somebody else may do', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ Privacy: 'PUBLIC' });

    for (const id of ['admin', 'carol']) {
      const ChimeBearer = chat.user(id);
      expect(await chat.refusal('UpdateChannelReadMarker', { ChannelArn, ChimeBearer })).toBe(FORBIDDEN);
    }
  });
});

describe('membership preferences', () => {
  test('are kept with the membership', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const own = { ChannelArn, MemberArn: chat.user('bob'), ChimeBearer: chat.user('bob') };
    const Preferences = {
      PushNotifications: { AllowNotifications: 'FILTERED', FilterRule: '{"type":["urgent"]}' },
    } as const;

    const before = await chat.call('GetChannelMembershipPreferences', own);
    const put = await chat.call('PutChannelMembershipPreferences', { ...own, Preferences });
    const after = await chat.call('GetChannelMembershipPreferences', own);

    expect(before.Preferences).toEqual({ PushNotifications: { AllowNotifications: 'ALL' } });
    expect(put).toEqual({ ChannelArn, Member: { Arn: own.MemberArn, Name: 'bob' }, Preferences });
    expect(after).toEqual(put);
  });

  test('are nobody else’s business', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const bobs = { ChannelArn, MemberArn: chat.user('bob') };
    const Preferences = {};

    for (const id of ['alice', 'admin']) {
      const asked = { ...bobs, ChimeBearer: chat.user(id) };
      expect(await chat.refusal('GetChannelMembershipPreferences', asked)).toBe(FORBIDDEN);
      expect(await chat.refusal('PutChannelMembershipPreferences', { ...asked, Preferences })).toBe(
        FORBIDDEN,
      );
    }
    const own = { ...bobs, ChimeBearer: bobs.MemberArn };
    await chat.call('CreateChannelBan', { ...bobs, ChimeBearer: chat.user('alice') });
    expect(await chat.refusal('GetChannelMembershipPreferences', own)).toBe(FORBIDDEN);
  });
});

describe('a search for channels', () => {
  const searching = async () => {
    const chat = await newChat();
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((id) => chat.user(id));
    await chat.newChannel({ Name: 'pair' });
    await chat.newChannel({ Name: 'trio', MemberArns: [bob!, carol!] });
    await chat.newChannel({ Name: 'without alice', ChimeBearer: bob!, MemberArns: [carol!] });
    const search = async (
      ChimeBearer: string,
      ...fields: readonly (readonly ['EQUALS' | 'INCLUDES', ...string[]])[]
    ) => {
      const Fields = fields.map(([Operator, ...Values]) => ({ Key: 'MEMBERS', Operator, Values }) as const);
      const { Channels } = await chat.call('SearchChannels', { ChimeBearer, Fields });
      return Channels.map(({ Name }) => Name);
    };
    return { chat, search, alice: alice!, bob: bob!, carol: carol! };
  };

  test('finds those of the searcher that include members, or have just these', async () => {
    const { search, alice, bob, carol } = await searching();

    expect(await search(alice, ['INCLUDES', bob])).toEqual(['pair', 'trio']);
    expect(await search(alice, ['INCLUDES', bob, carol])).toEqual(['trio']);
    expect(await search(alice, ['EQUALS', bob, alice])).toEqual(['pair']);
    expect(await search(alice, ['EQUALS', bob])).toEqual([]);
    expect(await search(alice, ['INCLUDES', bob], ['INCLUDES', carol])).toEqual(['trio']);
    expect(await search(alice, ['INCLUDES', 'nobody'])).toEqual([]);
  });

  test('of an admin goes through all', async () => {
    const { chat, search, bob, carol } = await searching();

    expect(await search(chat.user('admin'), ['EQUALS', bob, carol])).toEqual(['without alice']);
    expect(await search(chat.user('dave'), ['INCLUDES', bob])).toEqual([]);
  });

  test('does not give hidden members away', async () => {
    const { chat, search, alice, bob } = await searching();
    const dave = chat.user('dave');
    await chat.add(await chat.newChannel({ Name: 'watched' }), 'dave', { Type: 'HIDDEN' });

    expect(await search(bob, ['INCLUDES', dave])).toEqual([]);
    expect(await search(bob, ['EQUALS', alice, bob])).toEqual(['pair', 'watched']);
    expect(await search(alice, ['INCLUDES', dave])).toEqual(['watched']);
  });

  test('comes in pages, each of the same search', async () => {
    const { chat, alice, bob, carol } = await searching();
    const fields = (...Values: string[]) => [{ Key: 'MEMBERS', Operator: 'INCLUDES', Values } as const];
    const search = { ChimeBearer: alice, Fields: fields(bob), MaxResults: 1 };

    const first = await chat.call('SearchChannels', search);
    const second = await chat.call('SearchChannels', { ...search, NextToken: first.NextToken });

    expect([first, second].map(({ Channels }) => Channels[0]!.Name)).toEqual(['pair', 'trio']);
    expect(
      await chat.refusal('SearchChannels', { ...search, Fields: fields(carol), NextToken: first.NextToken }),
    ).toBe('400 BadRequestException');
  });
});
