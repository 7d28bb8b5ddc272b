import { newChat } from './emulated-chat';

const FORBIDDEN = '403 ForbiddenException';
const BAD_REQUEST = '400 BadRequestException';

describe('hidden members', () => {
  test('observe, and do not send', async () => {
    const chat = await newChat();
    const channel = await chat.newChannel();
    await chat.add(channel, 'carol', { Type: 'HIDDEN' });
    const id = await chat.send(channel, 'hello');

    const sent = await chat.refusal('SendChannelMessage', {
      ChannelArn: channel,
      ChimeBearer: chat.user('carol'),
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    });

    expect(sent).toBe(FORBIDDEN);
    expect(await chat.contents(channel, { ChimeBearer: chat.user('carol') })).toEqual(['hello']);
    expect(chat.emulator.deliveries(id)[0]!.recipients).toContain(chat.user('carol'));
  });

  test('are made, listed and described by those in charge only', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const carol = { ChannelArn, MemberArn: chat.user('carol') };
    const hidden = { ...carol, Type: 'HIDDEN' } as const;
    const listed = { ChannelArn, Type: 'HIDDEN' } as const;
    const [alice, bob] = [chat.user('alice'), chat.user('bob')];

    const created = await chat.refusal('CreateChannelMembership', { ...hidden, ChimeBearer: bob });
    await chat.call('CreateChannelMembership', { ...hidden, ChimeBearer: alice });

    expect(created).toBe(FORBIDDEN);
    expect(await chat.refusal('ListChannelMemberships', { ...listed, ChimeBearer: bob })).toBe(FORBIDDEN);
    expect(await chat.refusal('DescribeChannelMembership', { ...carol, ChimeBearer: bob })).toBe(
      '404 NotFoundException',
    );
    expect(await chat.refusal('DescribeChannelMembership', { ...carol, ChimeBearer: carol.MemberArn })).toBe(
      'accepted',
    );
    expect(await chat.members(ChannelArn, { Type: 'HIDDEN' })).toEqual(['carol']);
    expect(await chat.members(ChannelArn)).toEqual(['alice', 'bob']);
  });
});

describe('joining', () => {
  test.each([
    ['PUBLIC', 'UNRESTRICTED', 'accepted'],
    ['PUBLIC', 'RESTRICTED', FORBIDDEN],
    ['PRIVATE', 'UNRESTRICTED', FORBIDDEN],
    ['PRIVATE', 'RESTRICTED', FORBIDDEN],
  ] as const)('a %s channel that is %s is %s', async (Privacy, Mode, expected) => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ Privacy, Mode });
    const carol = chat.user('carol');

    const joined = await chat.refusal('CreateChannelMembership', {
      ChannelArn,
      MemberArn: carol,
      ChimeBearer: carol,
      Type: 'DEFAULT',
    });

    expect(joined).toBe(expected);
  });

  test('can be denied to all who are no members', async () => {
    const chat = await newChat({ behavior: { joinPublicChannel: 'Forbidden' } });
    const ChannelArn = await chat.newChannel({ Privacy: 'PUBLIC' });
    const carol = chat.user('carol');
    const joining = { ChannelArn, MemberArn: carol, ChimeBearer: carol, Type: 'DEFAULT' } as const;

    expect(await chat.refusal('CreateChannelMembership', joining)).toBe(FORBIDDEN);
  });

  test('takes nobody else along, and nobody in hiding', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ Privacy: 'PUBLIC' });
    const carol = chat.user('carol');
    const join = { ChannelArn, ChimeBearer: carol, MemberArns: [carol] };

    expect(
      await chat.refusal('BatchCreateChannelMembership', {
        ...join,
        MemberArns: [carol, chat.user('dave')],
      }),
    ).toBe(FORBIDDEN);
    expect(await chat.refusal('BatchCreateChannelMembership', { ...join, Type: 'HIDDEN' })).toBe(FORBIDDEN);
    expect(await chat.refusal('BatchCreateChannelMembership', join)).toBe('accepted');
  });
});

describe('a batch of members', () => {
  test('adds those that it can, and says why not of the others', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    const alice = chat.user('alice');
    const [bob, carol, dave, nobody] = ['bob', 'carol', 'dave', 'nobody'].map((id) => chat.user(id));
    await chat.call('CreateChannelBan', { ChannelArn, MemberArn: dave!, ChimeBearer: alice });
    chat.told();

    const { BatchChannelMemberships, Errors } = await chat.call('BatchCreateChannelMembership', {
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
    expect(chat.told()).toEqual(['BATCH_CREATE_CHANNEL_MEMBERSHIP carol']);
  });

  test('tells nobody of nothing', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel();
    chat.told();

    const alice = chat.user('alice');
    await chat.call('BatchCreateChannelMembership', { ChannelArn, ChimeBearer: alice, MemberArns: [alice] });

    expect(chat.told()).toEqual([]);
  });

  test('is refused as a whole for a problem with all of it', async () => {
    const chat = await newChat();
    const ChannelArn = await chat.newChannel({ Mode: 'RESTRICTED' });
    const batch = { ChannelArn, MemberArns: [chat.user('carol')] };

    expect(
      await chat.refusal('BatchCreateChannelMembership', { ...batch, ChimeBearer: chat.user('bob') }),
    ).toBe(FORBIDDEN);
    expect(
      await chat.refusal('BatchCreateChannelMembership', {
        ...batch,
        ChimeBearer: chat.user('alice'),
        SubChannelId: 'x',
      }),
    ).toBe(BAD_REQUEST);
    expect(
      await chat.refusal('BatchCreateChannelMembership', {
        ...batch,
        ChimeBearer: chat.user('alice'),
        MemberArns: Array<string>(101).fill(chat.user('carol')),
      }),
    ).toBe(BAD_REQUEST);
  });
});

describe('bans', () => {
  const banned = async (options = {}) => {
    const chat = await newChat(options);
    const ChannelArn = await chat.newChannel();
    const ban = { ChannelArn, MemberArn: chat.user('bob'), ChimeBearer: chat.user('alice') };
    chat.told();
    const created = await chat.call('CreateChannelBan', ban);
    return { chat, ChannelArn, ban, created };
  };

  test('end a membership', async () => {
    const { chat, ChannelArn, ban, created } = await banned();

    expect(created).toEqual({ ChannelArn, Member: { Arn: ban.MemberArn, Name: 'bob' } });
    expect(await chat.members(ChannelArn)).toEqual(['alice']);
    expect(chat.told()).toEqual(['DELETE_CHANNEL_MEMBERSHIP bob', 'CREATE_CHANNEL_BAN bob']);
  });

  test.each([
    ['Forbidden', FORBIDDEN],
    ['BadRequest', BAD_REQUEST],
    ['Conflict', '409 ConflictException'],
  ] as const)('keep a member out until they are lifted: %s', async (addBannedMember, expected) => {
    const { chat, ChannelArn, ban } = await banned({ behavior: { addBannedMember } });
    const member = { ...ban, Type: 'DEFAULT' } as const;
    const moderator = { ChannelArn, ChannelModeratorArn: ban.MemberArn, ChimeBearer: ban.ChimeBearer };

    const before = [
      await chat.refusal('CreateChannelMembership', member),
      await chat.refusal('CreateChannelModerator', moderator),
    ];
    chat.told();
    await chat.call('DeleteChannelBan', ban);

    expect(before).toEqual([expected, expected]);
    expect(chat.told()).toEqual(['DELETE_CHANNEL_BAN bob']);
    expect(await chat.refusal('CreateChannelMembership', member)).toBe('accepted');
  });

  test('can be described and listed', async () => {
    const { chat, ChannelArn, ban } = await banned();
    const [alice, bob] = [ban.ChimeBearer, ban.MemberArn];
    await chat.call('CreateChannelBan', { ...ban, MemberArn: chat.user('carol') });

    const first = await chat.call('ListChannelBans', { ChannelArn, ChimeBearer: alice, MaxResults: 1 });
    const second = await chat.call('ListChannelBans', {
      ChannelArn,
      ChimeBearer: alice,
      NextToken: first.NextToken,
    });

    expect(await chat.call('DescribeChannelBan', ban)).toEqual({
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
    const { chat, ChannelArn, ban } = await banned();
    await chat.add(ChannelArn, 'carol');
    const byMember = { ...ban, ChimeBearer: chat.user('carol') };

    expect([
      await chat.refusal('CreateChannelBan', { ...byMember, MemberArn: chat.user('dave') }),
      await chat.refusal('DescribeChannelBan', byMember),
      await chat.refusal('DeleteChannelBan', byMember),
      await chat.refusal('ListChannelBans', byMember),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect(await chat.refusal('DeleteChannelBan', { ...ban, ChimeBearer: chat.user('admin') })).toBe(
      'accepted',
    );
  });

  test('come once, and go once', async () => {
    const { chat, ban } = await banned();

    const again = await chat.refusal('CreateChannelBan', ban);
    await chat.call('DeleteChannelBan', ban);

    expect(again).toBe('409 ConflictException');
    expect(await chat.refusal('DeleteChannelBan', ban)).toBe(FORBIDDEN);
    expect(await chat.refusal('DescribeChannelBan', ban)).toBe('404 NotFoundException');
  });

  test('spare admins, and moderators of the channel', async () => {
    const { chat, ban } = await banned();

    expect([
      await chat.refusal('CreateChannelBan', { ...ban, MemberArn: chat.user('admin') }),
      await chat.refusal('CreateChannelBan', { ...ban, MemberArn: chat.user('alice') }),
      await chat.refusal('CreateChannelBan', { ...ban, MemberArn: chat.user('nobody') }),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN]);
  });

  test('go with a user who is deleted', async () => {
    const { chat, ChannelArn, ban } = await banned();

    await chat.call('DeleteAppInstanceUser', { AppInstanceUserArn: ban.MemberArn });

    expect(
      (await chat.call('ListChannelBans', { ChannelArn, ChimeBearer: ban.ChimeBearer })).ChannelBans,
    ).toEqual([]);
  });
});

test('what changes about a channel is told', async () => {
  const chat = await newChat();
  const [alice, carol] = [chat.user('alice'), chat.user('carol')];
  const ChannelArn = await chat.newChannel();
  const created = chat.told();
  const asAlice = { ChannelArn, ChimeBearer: alice };

  await chat.add(ChannelArn, 'carol');
  await chat.call('CreateChannelModerator', { ...asAlice, ChannelModeratorArn: carol });
  await chat.call('UpdateChannel', { ...asAlice, Name: 'new' });
  await chat.call('DeleteAppInstanceUser', { AppInstanceUserArn: carol });
  await chat.call('DeleteChannel', asAlice);

  expect(created).toEqual([
    'CREATE_CHANNEL',
    'CREATE_CHANNEL_MEMBERSHIP alice',
    'CREATE_CHANNEL_MEMBERSHIP bob',
    'CREATE_CHANNEL_MODERATOR alice',
  ]);
  expect(chat.told()).toEqual([
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
    const chat = await newChat({ behavior: { membershipsPerChannel: 3 } });
    const ChannelArn = await chat.newChannel();
    await chat.add(ChannelArn, 'carol', { Type: 'HIDDEN' });
    const dave = { ChannelArn, MemberArn: chat.user('dave'), ChimeBearer: chat.user('alice') };

    expect(await chat.refusal('CreateChannelMembership', { ...dave, Type: 'DEFAULT' })).toBe(LIMIT_EXCEEDED);
    await chat.call('DeleteChannelMembership', { ...dave, MemberArn: chat.user('carol') });
    expect(await chat.refusal('CreateChannelMembership', { ...dave, Type: 'DEFAULT' })).toBe('accepted');
  });

  test('let those of a batch in who have room', async () => {
    const chat = await newChat({ behavior: { membershipsPerChannel: 3 } });
    const ChannelArn = await chat.newChannel();

    const { Errors } = await chat.call('BatchCreateChannelMembership', {
      ChannelArn,
      MemberArns: [chat.user('carol'), chat.user('dave')],
      ChimeBearer: chat.user('alice'),
    });

    expect(Errors).toMatchObject([{ MemberArn: chat.user('dave'), ErrorCode: 'ResourceLimitExceeded' }]);
    expect(await chat.members(ChannelArn)).toEqual(['alice', 'bob', 'carol']);
  });

  test('leave no room for another moderator', async () => {
    const chat = await newChat({ behavior: { moderatorsPerChannel: 1 } });
    const ChannelArn = await chat.newChannel();
    const promote = (id: string) =>
      chat.refusal('CreateChannelModerator', {
        ChannelArn,
        ChannelModeratorArn: chat.user(id),
        ChimeBearer: chat.user('admin'),
      });

    expect(await promote('bob')).toBe(LIMIT_EXCEEDED); // Alice created the channel
  });

  test.each([
    [{ membershipsPerChannel: 1 }, 'MemberArns'],
    [{ moderatorsPerChannel: 1 }, 'ModeratorArns'], // in addition to the creator
  ] as const)(
    'refuse a channel that begins with more than %j, which is never told of',
    async (behavior, who) => {
      const chat = await newChat({ behavior });
      const listed = {
        AppInstanceArn: chat.app,
        Privacy: 'PRIVATE',
        ChimeBearer: chat.user('admin'),
      } as const;
      const wanted = { AppInstanceArn: chat.app, Name: 'c', ChimeBearer: chat.user('alice') };

      expect(await chat.refusal('CreateChannel', { ...wanted, [who]: [chat.user('bob')] })).toBe(
        LIMIT_EXCEEDED,
      );
      expect((await chat.call('ListChannels', listed)).Channels).toEqual([]);
      expect(chat.told()).toEqual([]);
    },
  );

  test('count nobody twice who is named in a new channel', async () => {
    const chat = await newChat({ behavior: { moderatorsPerChannel: 2 } });
    const ModeratorArns = ['alice', 'bob', 'bob'].map((id) => chat.user(id));

    expect(await chat.newChannel({ ModeratorArns })).toContain('/channel/');
  });
});
