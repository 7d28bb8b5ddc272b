/** What clients ask for when somebody signs in. */
import { newWorld } from './world';

const FORBIDDEN = '403 ForbiddenException';

describe('the channels of a user', () => {
  test('are listed in pages, with what is his in them', async () => {
    const world = await newWorld();
    const bob = world.user('bob');
    const channels = [await world.newChannel({ Name: 'one' }), await world.newChannel({ Name: 'two' })];
    await world.newChannel({ Name: 'of others', MemberArns: undefined });
    await world.call('UpdateChannelReadMarker', { ChannelArn: channels[0]!, ChimeBearer: bob });
    const list = { ChimeBearer: bob, MaxResults: 1 };

    const first = await world.call('ListChannelMembershipsForAppInstanceUser', list);
    const second = await world.call('ListChannelMembershipsForAppInstanceUser', {
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
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const [alice, bob, admin] = [world.user('alice'), world.user('bob'), world.user('admin')];
    const aboutBob = (ChimeBearer: string) =>
      Promise.all([
        world.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer, AppInstanceUserArn: bob }),
        world.refusal('ListChannelsModeratedByAppInstanceUser', { ChimeBearer, AppInstanceUserArn: bob }),
        world.refusal('DescribeChannelMembershipForAppInstanceUser', {
          ChannelArn,
          ChimeBearer,
          AppInstanceUserArn: bob,
        }),
      ]);

    expect(await aboutBob(alice)).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect(await aboutBob(bob)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await aboutBob(admin)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(
      await world.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer: world.user('nobody') }),
    ).toBe(FORBIDDEN);
    expect(
      await world.refusal('ListChannelMembershipsForAppInstanceUser', { ChimeBearer: 'arn:aws:x:::y' }),
    ).toBe(FORBIDDEN);
  });

  test('can be described one by one', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    await world.add(ChannelArn, 'carol', { Type: 'HIDDEN' });
    const about = (id: string) => ({
      ChannelArn,
      AppInstanceUserArn: world.user(id),
      ChimeBearer: world.user(id),
    });

    const described = await world.call('DescribeChannelMembershipForAppInstanceUser', about('carol'));

    expect(described.ChannelMembership).toMatchObject({
      ChannelSummary: { ChannelArn },
      AppInstanceUserMembershipSummary: { Type: 'HIDDEN', ReadMarkerTimestamp: undefined },
    });
    expect(await world.refusal('DescribeChannelMembershipForAppInstanceUser', about('dave'))).toBe(FORBIDDEN);
  });
});

describe('the channels that a user moderates', () => {
  test('are listed in pages', async () => {
    const world = await newWorld();
    const ChimeBearer = world.user('alice');
    for (const Name of ['one', 'two', 'three']) await world.newChannel({ Name });
    await world.newChannel({ Name: 'of others', ChimeBearer: world.user('bob') });

    const first = await world.call('ListChannelsModeratedByAppInstanceUser', { ChimeBearer, MaxResults: 2 });
    const second = await world.call('ListChannelsModeratedByAppInstanceUser', {
      ChimeBearer,
      NextToken: first.NextToken,
    });

    const names = [...first.Channels, ...second.Channels].map(({ ChannelSummary }) => ChannelSummary.Name);
    expect(names).toEqual(['one', 'two', 'three']);
  });

  test('can be described by whoever is in them', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const describe = (ChimeBearer: string, id: string) =>
      world.refusal('DescribeChannelModeratedByAppInstanceUser', {
        ChannelArn,
        ChimeBearer: world.user(ChimeBearer),
        AppInstanceUserArn: world.user(id),
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
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const bob = world.user('bob');
    world.told();
    await world.emulator.clock.advance(1500);

    expect(await world.call('UpdateChannelReadMarker', { ChannelArn, ChimeBearer: bob })).toEqual({
      ChannelArn,
    });

    const { ChannelMemberships } = await world.call('ListChannelMembershipsForAppInstanceUser', {
      ChimeBearer: bob,
    });
    expect(ChannelMemberships[0]!.AppInstanceUserMembershipSummary.ReadMarkerTimestamp).toBe(
      24 * 60 * 60 + 1.5,
    );
    expect(world.told()).toEqual(['UPDATE_CHANNEL_READ_MARKER bob']);
  });

  test('is for members, however much somebody else may do', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ Privacy: 'PUBLIC' });

    for (const id of ['admin', 'carol']) {
      const ChimeBearer = world.user(id);
      expect(await world.refusal('UpdateChannelReadMarker', { ChannelArn, ChimeBearer })).toBe(FORBIDDEN);
    }
  });
});

describe('membership preferences', () => {
  test('are kept with the membership', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const own = { ChannelArn, MemberArn: world.user('bob'), ChimeBearer: world.user('bob') };
    const Preferences = {
      PushNotifications: { AllowNotifications: 'FILTERED', FilterRule: '{"type":["urgent"]}' },
    } as const;

    const before = await world.call('GetChannelMembershipPreferences', own);
    const put = await world.call('PutChannelMembershipPreferences', { ...own, Preferences });
    const after = await world.call('GetChannelMembershipPreferences', own);

    expect(before.Preferences).toEqual({ PushNotifications: { AllowNotifications: 'ALL' } });
    expect(put).toEqual({ ChannelArn, Member: { Arn: own.MemberArn, Name: 'bob' }, Preferences });
    expect(after).toEqual(put);
  });

  test('are nobody else’s business', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const bobs = { ChannelArn, MemberArn: world.user('bob') };
    const Preferences = {};

    for (const id of ['alice', 'admin']) {
      const asked = { ...bobs, ChimeBearer: world.user(id) };
      expect(await world.refusal('GetChannelMembershipPreferences', asked)).toBe(FORBIDDEN);
      expect(await world.refusal('PutChannelMembershipPreferences', { ...asked, Preferences })).toBe(
        FORBIDDEN,
      );
    }
    const own = { ...bobs, ChimeBearer: bobs.MemberArn };
    await world.call('CreateChannelBan', { ...bobs, ChimeBearer: world.user('alice') });
    expect(await world.refusal('GetChannelMembershipPreferences', own)).toBe(FORBIDDEN);
  });
});

describe('a search for channels', () => {
  const searching = async () => {
    const world = await newWorld();
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((id) => world.user(id));
    await world.newChannel({ Name: 'pair' });
    await world.newChannel({ Name: 'trio', MemberArns: [bob!, carol!] });
    await world.newChannel({ Name: 'without alice', ChimeBearer: bob!, MemberArns: [carol!] });
    const search = async (
      ChimeBearer: string,
      ...fields: readonly (readonly ['EQUALS' | 'INCLUDES', ...string[]])[]
    ) => {
      const Fields = fields.map(([Operator, ...Values]) => ({ Key: 'MEMBERS', Operator, Values }) as const);
      const { Channels } = await world.call('SearchChannels', { ChimeBearer, Fields });
      return Channels.map(({ Name }) => Name);
    };
    return { world, search, alice: alice!, bob: bob!, carol: carol! };
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
    const { world, search, bob, carol } = await searching();

    expect(await search(world.user('admin'), ['EQUALS', bob, carol])).toEqual(['without alice']);
    expect(await search(world.user('dave'), ['INCLUDES', bob])).toEqual([]);
  });

  test('does not give hidden members away', async () => {
    const { world, search, alice, bob } = await searching();
    const dave = world.user('dave');
    await world.add(await world.newChannel({ Name: 'watched' }), 'dave', { Type: 'HIDDEN' });

    expect(await search(bob, ['INCLUDES', dave])).toEqual([]);
    expect(await search(bob, ['EQUALS', alice, bob])).toEqual(['pair', 'watched']);
    expect(await search(alice, ['INCLUDES', dave])).toEqual(['watched']);
  });

  test('comes in pages, each of the same search', async () => {
    const { world, alice, bob, carol } = await searching();
    const fields = (...Values: string[]) => [{ Key: 'MEMBERS', Operator: 'INCLUDES', Values } as const];
    const search = { ChimeBearer: alice, Fields: fields(bob), MaxResults: 1 };

    const first = await world.call('SearchChannels', search);
    const second = await world.call('SearchChannels', { ...search, NextToken: first.NextToken });

    expect([first, second].map(({ Channels }) => Channels[0]!.Name)).toEqual(['pair', 'trio']);
    expect(
      await world.refusal('SearchChannels', { ...search, Fields: fields(carol), NextToken: first.NextToken }),
    ).toBe('400 BadRequestException');
  });
});
