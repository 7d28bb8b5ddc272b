import { newWorld } from './world';

const FORBIDDEN = '403 ForbiddenException';
const BAD_REQUEST = '400 BadRequestException';

describe('hidden members', () => {
  test('observe, and do not send', async () => {
    const world = await newWorld();
    const channel = await world.newChannel();
    await world.add(channel, 'carol', { Type: 'HIDDEN' });
    const id = await world.send(channel, 'hello');

    const sent = await world.refusal('SendChannelMessage', {
      ChannelArn: channel,
      ChimeBearer: world.user('carol'),
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    });

    expect(sent).toBe(FORBIDDEN);
    expect(await world.contents(channel, { ChimeBearer: world.user('carol') })).toEqual(['hello']);
    expect(world.emulator.deliveries(id)[0]!.recipients).toContain(world.user('carol'));
  });

  test('are made, listed and described by those in charge only', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const carol = { ChannelArn, MemberArn: world.user('carol') };
    const hidden = { ...carol, Type: 'HIDDEN' } as const;
    const listed = { ChannelArn, Type: 'HIDDEN' } as const;
    const [alice, bob] = [world.user('alice'), world.user('bob')];

    const created = await world.refusal('CreateChannelMembership', { ...hidden, ChimeBearer: bob });
    await world.call('CreateChannelMembership', { ...hidden, ChimeBearer: alice });

    expect(created).toBe(FORBIDDEN);
    expect(await world.refusal('ListChannelMemberships', { ...listed, ChimeBearer: bob })).toBe(FORBIDDEN);
    expect(await world.refusal('DescribeChannelMembership', { ...carol, ChimeBearer: bob })).toBe(
      '404 NotFoundException',
    );
    expect(await world.refusal('DescribeChannelMembership', { ...carol, ChimeBearer: carol.MemberArn })).toBe(
      'accepted',
    );
    expect(await world.members(ChannelArn, { Type: 'HIDDEN' })).toEqual(['carol']);
    expect(await world.members(ChannelArn)).toEqual(['alice', 'bob']);
  });
});

describe('joining', () => {
  test.each([
    ['PUBLIC', 'UNRESTRICTED', 'accepted'],
    ['PUBLIC', 'RESTRICTED', FORBIDDEN],
    ['PRIVATE', 'UNRESTRICTED', FORBIDDEN],
    ['PRIVATE', 'RESTRICTED', FORBIDDEN],
  ] as const)('a %s channel that is %s is %s', async (Privacy, Mode, expected) => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ Privacy, Mode });
    const carol = world.user('carol');

    const joined = await world.refusal('CreateChannelMembership', {
      ChannelArn,
      MemberArn: carol,
      ChimeBearer: carol,
      Type: 'DEFAULT',
    });

    expect(joined).toBe(expected);
  });

  test('can be denied to all who are no members', async () => {
    const world = await newWorld({ behavior: { joinPublicChannel: 'Forbidden' } });
    const ChannelArn = await world.newChannel({ Privacy: 'PUBLIC' });
    const carol = world.user('carol');
    const joining = { ChannelArn, MemberArn: carol, ChimeBearer: carol, Type: 'DEFAULT' } as const;

    expect(await world.refusal('CreateChannelMembership', joining)).toBe(FORBIDDEN);
  });

  test('takes nobody else along, and nobody in hiding', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ Privacy: 'PUBLIC' });
    const carol = world.user('carol');
    const join = { ChannelArn, ChimeBearer: carol, MemberArns: [carol] };

    expect(
      await world.refusal('BatchCreateChannelMembership', {
        ...join,
        MemberArns: [carol, world.user('dave')],
      }),
    ).toBe(FORBIDDEN);
    expect(await world.refusal('BatchCreateChannelMembership', { ...join, Type: 'HIDDEN' })).toBe(FORBIDDEN);
    expect(await world.refusal('BatchCreateChannelMembership', join)).toBe('accepted');
  });
});

describe('a batch of members', () => {
  test('adds those whom it can, and says why not of the others', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    const alice = world.user('alice');
    const [bob, carol, dave, nobody] = ['bob', 'carol', 'dave', 'nobody'].map((id) => world.user(id));
    await world.call('CreateChannelBan', { ChannelArn, MemberArn: dave!, ChimeBearer: alice });
    world.told();

    const { BatchChannelMemberships, Errors } = await world.call('BatchCreateChannelMembership', {
      ChannelArn,
      ChimeBearer: alice,
      MemberArns: [bob!, carol!, carol!, dave!, nobody!],
    });

    expect(BatchChannelMemberships).toEqual({
      ChannelArn,
      InvitedBy: { Arn: alice, Name: 'alice' },
      Type: 'DEFAULT',
      Members: [{ Arn: carol, Name: 'carol' }],
    });
    expect(Errors.map(({ MemberArn, ErrorCode }) => [MemberArn, ErrorCode])).toEqual([
      [bob, 'Conflict'],
      [carol, 'Conflict'],
      [dave, 'Forbidden'],
      [nobody, 'NotFound'],
    ]);
    expect(Errors.every(({ ErrorMessage }) => ErrorMessage.length > 0)).toBe(true);
    expect(world.told()).toEqual(['BATCH_CREATE_CHANNEL_MEMBERSHIP carol']);
  });

  test('tells nobody of nothing', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel();
    world.told();

    const alice = world.user('alice');
    await world.call('BatchCreateChannelMembership', { ChannelArn, ChimeBearer: alice, MemberArns: [alice] });

    expect(world.told()).toEqual([]);
  });

  test('is refused as a whole for what is wrong with all of it', async () => {
    const world = await newWorld();
    const ChannelArn = await world.newChannel({ Mode: 'RESTRICTED' });
    const batch = { ChannelArn, MemberArns: [world.user('carol')] };

    expect(
      await world.refusal('BatchCreateChannelMembership', { ...batch, ChimeBearer: world.user('bob') }),
    ).toBe(FORBIDDEN);
    expect(
      await world.refusal('BatchCreateChannelMembership', {
        ...batch,
        ChimeBearer: world.user('alice'),
        SubChannelId: 'x',
      }),
    ).toBe(BAD_REQUEST);
    expect(
      await world.refusal('BatchCreateChannelMembership', {
        ...batch,
        ChimeBearer: world.user('alice'),
        MemberArns: Array<string>(101).fill(world.user('carol')),
      }),
    ).toBe(BAD_REQUEST);
  });
});

describe('bans', () => {
  const banned = async (options = {}) => {
    const world = await newWorld(options);
    const ChannelArn = await world.newChannel();
    const ban = { ChannelArn, MemberArn: world.user('bob'), ChimeBearer: world.user('alice') };
    world.told();
    const created = await world.call('CreateChannelBan', ban);
    return { world, ChannelArn, ban, created };
  };

  test('end a membership', async () => {
    const { world, ChannelArn, ban, created } = await banned();

    expect(created).toEqual({ ChannelArn, Member: { Arn: ban.MemberArn, Name: 'bob' } });
    expect(await world.members(ChannelArn)).toEqual(['alice']);
    expect(world.told()).toEqual(['DELETE_CHANNEL_MEMBERSHIP bob', 'CREATE_CHANNEL_BAN bob']);
  });

  test.each([
    ['Forbidden', FORBIDDEN],
    ['BadRequest', BAD_REQUEST],
    ['Conflict', '409 ConflictException'],
  ] as const)('keep a member out until they are lifted: %s', async (addBannedMember, expected) => {
    const { world, ChannelArn, ban } = await banned({ behavior: { addBannedMember } });
    const member = { ...ban, Type: 'DEFAULT' } as const;
    const moderator = { ChannelArn, ChannelModeratorArn: ban.MemberArn, ChimeBearer: ban.ChimeBearer };

    const before = [
      await world.refusal('CreateChannelMembership', member),
      await world.refusal('CreateChannelModerator', moderator),
    ];
    world.told();
    await world.call('DeleteChannelBan', ban);

    expect(before).toEqual([expected, expected]);
    expect(world.told()).toEqual(['DELETE_CHANNEL_BAN bob']);
    expect(await world.refusal('CreateChannelMembership', member)).toBe('accepted');
  });

  test('can be described and listed', async () => {
    const { world, ChannelArn, ban } = await banned();
    const [alice, bob] = [ban.ChimeBearer, ban.MemberArn];
    await world.call('CreateChannelBan', { ...ban, MemberArn: world.user('carol') });

    const first = await world.call('ListChannelBans', { ChannelArn, ChimeBearer: alice, MaxResults: 1 });
    const second = await world.call('ListChannelBans', {
      ChannelArn,
      ChimeBearer: alice,
      NextToken: first.NextToken,
    });

    expect(await world.call('DescribeChannelBan', ban)).toEqual({
      ChannelBan: {
        Member: { Arn: bob, Name: 'bob' },
        ChannelArn,
        CreatedTimestamp: 24 * 60 * 60,
        CreatedBy: { Arn: alice, Name: 'alice' },
      },
    });
    expect([...first.ChannelBans, ...second.ChannelBans].map(({ Member }) => Member.Name)).toEqual([
      'bob',
      'carol',
    ]);
  });

  test('are for those in charge', async () => {
    const { world, ChannelArn, ban } = await banned();
    await world.add(ChannelArn, 'carol');
    const byMember = { ...ban, ChimeBearer: world.user('carol') };

    expect([
      await world.refusal('CreateChannelBan', { ...byMember, MemberArn: world.user('dave') }),
      await world.refusal('DescribeChannelBan', byMember),
      await world.refusal('DeleteChannelBan', byMember),
      await world.refusal('ListChannelBans', byMember),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect(await world.refusal('DeleteChannelBan', { ...ban, ChimeBearer: world.user('admin') })).toBe(
      'accepted',
    );
  });

  test('come once, and go once', async () => {
    const { world, ban } = await banned();

    const again = await world.refusal('CreateChannelBan', ban);
    await world.call('DeleteChannelBan', ban);

    expect(again).toBe('409 ConflictException');
    expect(await world.refusal('DeleteChannelBan', ban)).toBe(FORBIDDEN);
    expect(await world.refusal('DescribeChannelBan', ban)).toBe('404 NotFoundException');
  });

  test('spare admins, and moderators of the channel', async () => {
    const { world, ban } = await banned();

    expect([
      await world.refusal('CreateChannelBan', { ...ban, MemberArn: world.user('admin') }),
      await world.refusal('CreateChannelBan', { ...ban, MemberArn: world.user('alice') }),
      await world.refusal('CreateChannelBan', { ...ban, MemberArn: world.user('nobody') }),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN]);
  });

  test('go with a user who is deleted', async () => {
    const { world, ChannelArn, ban } = await banned();

    await world.call('DeleteAppInstanceUser', { AppInstanceUserArn: ban.MemberArn });

    expect(
      (await world.call('ListChannelBans', { ChannelArn, ChimeBearer: ban.ChimeBearer })).ChannelBans,
    ).toEqual([]);
  });
});

test('what changes about a channel is told', async () => {
  const world = await newWorld();
  const [alice, carol] = [world.user('alice'), world.user('carol')];
  const ChannelArn = await world.newChannel();
  const created = world.told();
  const asAlice = { ChannelArn, ChimeBearer: alice };

  await world.add(ChannelArn, 'carol');
  await world.call('CreateChannelModerator', { ...asAlice, ChannelModeratorArn: carol });
  await world.call('UpdateChannel', { ...asAlice, Name: 'new' });
  await world.call('DeleteAppInstanceUser', { AppInstanceUserArn: carol });
  await world.call('DeleteChannel', asAlice);

  expect(created).toEqual([
    'CREATE_CHANNEL',
    'CREATE_CHANNEL_MEMBERSHIP alice',
    'CREATE_CHANNEL_MEMBERSHIP bob',
    'CREATE_CHANNEL_MODERATOR alice',
  ]);
  expect(world.told()).toEqual([
    'CREATE_CHANNEL_MEMBERSHIP carol',
    'CREATE_CHANNEL_MODERATOR carol',
    'UPDATE_CHANNEL',
    'DELETE_CHANNEL_MEMBERSHIP carol',
    'DELETE_CHANNEL_MODERATOR carol',
    'DELETE_CHANNEL',
  ]);
});

describe('quotas of a channel', () => {
  const LIMIT_EXCEEDED = '400 ResourceLimitExceededException';

  test('leave no room for another member, until one leaves', async () => {
    const world = await newWorld({ behavior: { membershipsPerChannel: 3 } });
    const ChannelArn = await world.newChannel();
    await world.add(ChannelArn, 'carol', { Type: 'HIDDEN' });
    const dave = { ChannelArn, MemberArn: world.user('dave'), ChimeBearer: world.user('alice') };

    expect(await world.refusal('CreateChannelMembership', { ...dave, Type: 'DEFAULT' })).toBe(LIMIT_EXCEEDED);
    await world.call('DeleteChannelMembership', { ...dave, MemberArn: world.user('carol') });
    expect(await world.refusal('CreateChannelMembership', { ...dave, Type: 'DEFAULT' })).toBe('accepted');
  });

  test('let those of a batch in who have room', async () => {
    const world = await newWorld({ behavior: { membershipsPerChannel: 3 } });
    const ChannelArn = await world.newChannel();

    const { Errors } = await world.call('BatchCreateChannelMembership', {
      ChannelArn,
      MemberArns: [world.user('carol'), world.user('dave')],
      ChimeBearer: world.user('alice'),
    });

    expect(Errors).toMatchObject([{ MemberArn: world.user('dave'), ErrorCode: 'ResourceLimitExceeded' }]);
    expect(await world.members(ChannelArn)).toEqual(['alice', 'bob', 'carol']);
  });

  test('leave no room for another moderator', async () => {
    const world = await newWorld({ behavior: { moderatorsPerChannel: 1 } });
    const ChannelArn = await world.newChannel();
    const promote = (id: string) =>
      world.refusal('CreateChannelModerator', {
        ChannelArn,
        ChannelModeratorArn: world.user(id),
        ChimeBearer: world.user('admin'),
      });

    expect(await promote('bob')).toBe(LIMIT_EXCEEDED); // Alice created the channel
  });

  test('refuse a channel that begins with more, which is not there then', async () => {
    const world = await newWorld({ behavior: { membershipsPerChannel: 1 } });
    const listed = { AppInstanceArn: world.app, ChimeBearer: world.user('admin') };
    const wanted = { AppInstanceArn: world.app, Name: 'c', ChimeBearer: world.user('alice') };

    expect(await world.refusal('CreateChannel', { ...wanted, MemberArns: [world.user('bob')] })).toBe(
      LIMIT_EXCEEDED,
    );
    expect((await world.call('ListChannels', listed)).Channels).toEqual([]);
  });
});
