import { newChat, type EmulatedChat } from './emulated-chat';

const BAD_REQUEST = '400 BadRequestException';
const FORBIDDEN = '403 ForbiddenException';

const MEMBERS = Array.from({ length: 12 }, (_, index) => `m${index + 1}`);

/** Two subchannels of at most five members; one with fewer than two is removed. */
const CONFIGURATION = {
  MaximumSubChannels: 2,
  TargetMembershipsPerSubChannel: 5,
  MinimumMembershipPercentage: 40,
};

async function newElasticChat(behavior = {}): Promise<{ chat: EmulatedChat; ChannelArn: string }> {
  const chat = await newChat({ behavior }, ['alice', 'mod', 'admin', ...MEMBERS]);
  const ChannelArn = await chat.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ModeratorArns: [chat.user('mod')],
    ElasticChannelConfiguration: CONFIGURATION,
  });
  chat.told();
  return { chat, ChannelArn };
}

async function addAll(
  chat: EmulatedChat,
  ChannelArn: string,
  ids: readonly string[],
): Promise<(string | undefined)[]> {
  const places: (string | undefined)[] = [];
  for (const id of ids) places.push((await chat.add(ChannelArn, id)).SubChannelId);
  return places;
}

async function subChannels(chat: EmulatedChat, ChannelArn: string, as = 'alice') {
  return (await chat.call('ListSubChannels', { ChannelArn, ChimeBearer: chat.user(as) })).SubChannels;
}

function remove(chat: EmulatedChat, ChannelArn: string, id: string, SubChannelId?: string): Promise<object> {
  const ChimeBearer = chat.user('alice');
  const MemberArn = chat.user(id);
  return chat.call('DeleteChannelMembership', { ChannelArn, MemberArn, ChimeBearer, SubChannelId });
}

test('an elastic channel begins with one subchannel, and is restricted for good', async () => {
  const { chat, ChannelArn } = await newElasticChat();
  const opened = { ChannelArn, ChimeBearer: chat.user('alice'), Mode: 'UNRESTRICTED' } as const;

  expect(await subChannels(chat, ChannelArn)).toEqual([
    { SubChannelId: expect.stringMatching(/^[0-9a-f]{64}$/), MembershipCount: 0 },
  ]);
  expect(await chat.refusal('UpdateChannel', opened)).toBe(BAD_REQUEST);
});

test('elastic channels are in one region only', async () => {
  const chat = await newChat({ region: 'eu-central-1' });
  const AppInstanceArn = chat.app.replace('us-east-1', 'eu-central-1');

  expect(
    await chat.refusal('CreateChannel', {
      AppInstanceArn,
      Name: 'elastic',
      Mode: 'RESTRICTED',
      ChimeBearer: `${AppInstanceArn}/user/alice`,
      ElasticChannelConfiguration: CONFIGURATION,
    }),
  ).toBe(BAD_REQUEST);
});

describe('plain members', () => {
  test('fill one subchannel, then get another, with some who move there', async () => {
    const { chat, ChannelArn } = await newElasticChat();

    const full = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    chat.told();
    const { SubChannelId: other } = await chat.add(ChannelArn, 'm6');

    expect(new Set(full).size).toBe(1);
    expect(other).not.toBe(full[0]);
    expect(await subChannels(chat, ChannelArn)).toEqual([
      { SubChannelId: full[0], MembershipCount: 4 },
      { SubChannelId: other, MembershipCount: 2 },
    ]);
    expect(chat.told()).toEqual([
      'CREATE_SUB_CHANNEL',
      'UPDATE_CHANNEL_MEMBERSHIP m5',
      'CREATE_CHANNEL_MEMBERSHIP m6',
    ]);
  });

  test('find no place when all subchannels are full', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    await addAll(chat, ChannelArn, MEMBERS.slice(0, 10));
    const late = { ChannelArn, ChimeBearer: chat.user('alice') };

    const { Errors } = await chat.call('BatchCreateChannelMembership', {
      ...late,
      MemberArns: [chat.user('m11')],
    });

    expect(
      await chat.refusal('CreateChannelMembership', {
        ...late,
        MemberArn: chat.user('m12'),
        Type: 'DEFAULT',
      }),
    ).toBe('400 ResourceLimitExceededException');
    expect(Errors.map(({ ErrorCode }) => ErrorCode)).toEqual(['ResourceLimitExceeded']);
  });

  test('are merged again when too few are left, and the messages of the removed subchannel are gone', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [kept] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: given } = await chat.add(ChannelArn, 'm6');
    await chat.add(ChannelArn, 'mod', { SubChannelId: given });
    await chat.send(ChannelArn, 'here', { ChimeBearer: chat.user('m1'), SubChannelId: kept });
    await chat.send(ChannelArn, 'there', { ChimeBearer: chat.user('m6'), SubChannelId: given });
    chat.told();

    await remove(chat, ChannelArn, 'm5');

    expect(await subChannels(chat, ChannelArn)).toEqual([{ SubChannelId: kept, MembershipCount: 5 }]);
    expect(chat.told()).toEqual([
      'DELETE_CHANNEL_MEMBERSHIP m5',
      'UPDATE_CHANNEL_MEMBERSHIP m6',
      'DELETE_CHANNEL_MEMBERSHIP mod',
      'DELETE_SUB_CHANNEL',
    ]);
    expect(await chat.contents(ChannelArn, { SubChannelId: kept })).toEqual(['here']);
    await expect(chat.contents(ChannelArn, { SubChannelId: given })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test('stay apart as long as there is no room elsewhere', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    await addAll(chat, ChannelArn, MEMBERS.slice(0, 7));
    await remove(chat, ChannelArn, 'm5');
    await remove(chat, ChannelArn, 'm6');

    expect((await subChannels(chat, ChannelArn)).map((each) => each.MembershipCount)).toEqual([5]);
  });

  test('name no subchannel, and are never hidden', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [SubChannelId] = await addAll(chat, ChannelArn, ['m1']);
    const added = { ChannelArn, ChimeBearer: chat.user('alice'), MemberArn: chat.user('m2') };
    const there = { ...added, MemberArn: chat.user('m1'), SubChannelId };

    expect(await chat.refusal('CreateChannelMembership', { ...added, Type: 'DEFAULT', SubChannelId })).toBe(
      BAD_REQUEST,
    );
    expect(await chat.refusal('CreateChannelMembership', { ...added, Type: 'HIDDEN' })).toBe(BAD_REQUEST);
    expect(await chat.refusal('DeleteChannelMembership', there)).toBe(BAD_REQUEST);
    chat.emulator.behavior.elasticUnsupported = 'Forbidden';
    expect(await chat.refusal('DeleteChannelMembership', there)).toBe(FORBIDDEN);
  });

  test('see and write in their own subchannel only', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [own] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: other } = await chat.add(ChannelArn, 'm6');
    const id = await chat.send(ChannelArn, 'here', { ChimeBearer: chat.user('m1'), SubChannelId: own });
    const m6 = { ChannelArn, ChimeBearer: chat.user('m6') };
    const message = { ...m6, MessageId: id };
    const content = { Content: 'x', Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;

    expect(chat.emulator.deliveries(id)[0]!.recipients.map((arn) => arn.split('/').at(-1))).toEqual([
      'm1',
      'm2',
      'm3',
      'm4',
    ]);
    expect([
      await chat.refusal('ListChannelMessages', { ...m6, SubChannelId: own }),
      await chat.refusal('ListChannelMemberships', { ...m6, SubChannelId: own }),
      await chat.refusal('GetChannelMessage', { ...message, SubChannelId: own }),
      await chat.refusal('SendChannelMessage', { ...m6, ...content, SubChannelId: own }),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect([
      await chat.refusal('GetChannelMessage', { ...message, SubChannelId: other }),
      await chat.refusal('ListChannelMessages', m6),
      await chat.refusal('SendChannelMessage', { ...m6, ...content, SubChannelId: 'none' }),
    ]).toEqual(['404 NotFoundException', BAD_REQUEST, FORBIDDEN]);
    expect(await chat.members(ChannelArn, { ChimeBearer: chat.user('m6') })).toEqual(['m5', 'm6']);
  });

  test('who were moved can edit only messages that they write in the new subchannel', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [before] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    const m5 = { ChannelArn, ChimeBearer: chat.user('m5') };
    const old = await chat.send(ChannelArn, 'old', { ...m5, SubChannelId: before });
    const { SubChannelId: after } = await chat.add(ChannelArn, 'm6');
    const young = await chat.send(ChannelArn, 'young', { ...m5, SubChannelId: after });
    const edit = (MessageId: string, SubChannelId: string | undefined) =>
      chat.refusal('UpdateChannelMessage', { ...m5, MessageId, SubChannelId, Content: 'edited' });

    expect(await edit(old, before)).toBe(FORBIDDEN);
    expect(await edit(old, after)).toBe(FORBIDDEN);
    expect(await edit(young, after)).toBe('accepted');
  });
});

describe('moderators', () => {
  test('choose their subchannels, as many as they like', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [one] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: two } = await chat.add(ChannelArn, 'm6');
    const mod = { ChannelArn, ChimeBearer: chat.user('alice'), MemberArn: chat.user('mod') };

    expect(await chat.refusal('CreateChannelMembership', { ...mod, Type: 'DEFAULT' })).toBe(BAD_REQUEST);
    await chat.add(ChannelArn, 'mod', { SubChannelId: one });
    await chat.add(ChannelArn, 'mod', { SubChannelId: two });
    expect(
      await chat.refusal('CreateChannelMembership', { ...mod, Type: 'DEFAULT', SubChannelId: two }),
    ).toBe('409 ConflictException');
    expect((await subChannels(chat, ChannelArn)).map((each) => each.MembershipCount)).toEqual([5, 3]);
    const { ChannelMemberships } = await chat.call('ListChannelMembershipsForAppInstanceUser', {
      ChimeBearer: chat.user('mod'),
    });
    expect(ChannelMemberships.map((each) => each.AppInstanceUserMembershipSummary.SubChannelId)).toEqual([
      one,
      two,
    ]);
  });

  test('leave one subchannel, or all', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [one] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: two } = await chat.add(ChannelArn, 'm6');
    const places = async (): Promise<unknown[]> => {
      const ChimeBearer = chat.user('mod');
      const listed = await chat.call('ListChannelMembershipsForAppInstanceUser', { ChimeBearer });
      return listed.ChannelMemberships.map((each) => each.AppInstanceUserMembershipSummary.SubChannelId);
    };
    for (const SubChannelId of [one, two]) await chat.add(ChannelArn, 'mod', { SubChannelId });

    await remove(chat, ChannelArn, 'mod', two);
    const afterOne = await places();
    await chat.add(ChannelArn, 'mod', { SubChannelId: two });
    await remove(chat, ChannelArn, 'mod');

    expect(afterOne).toEqual([one]);
    expect(await places()).toEqual([]);
  });

  test('read everywhere without being a member anywhere, and write only where they are', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [SubChannelId] = await addAll(chat, ChannelArn, ['m1']);
    await chat.send(ChannelArn, 'hello', { ChimeBearer: chat.user('m1'), SubChannelId });
    const mod = chat.user('mod');
    const sent = {
      ChannelArn,
      ChimeBearer: mod,
      SubChannelId,
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    } as const;

    const before = await chat.refusal('SendChannelMessage', sent);
    await chat.add(ChannelArn, 'mod', { SubChannelId });

    expect(await chat.contents(ChannelArn, { ChimeBearer: mod, SubChannelId })).toEqual(['hello']);
    expect(before).toBe(FORBIDDEN);
    expect(await chat.refusal('SendChannelMessage', sent)).toBe('accepted');
  });

  test('are plain members neither before they are promoted nor after they are demoted', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    const [SubChannelId] = await addAll(chat, ChannelArn, ['m1', 'm2']);
    const m1 = { ChannelArn, ChannelModeratorArn: chat.user('m1'), ChimeBearer: chat.user('alice') };
    chat.told();

    await chat.call('CreateChannelModerator', m1);
    await chat.add(ChannelArn, 'm1', { SubChannelId });
    await chat.call('DeleteChannelModerator', m1);

    expect(chat.told()).toEqual([
      'DELETE_CHANNEL_MEMBERSHIP m1',
      'CREATE_CHANNEL_MODERATOR m1',
      'CREATE_CHANNEL_MEMBERSHIP m1',
      'DELETE_CHANNEL_MEMBERSHIP m1',
      'DELETE_CHANNEL_MODERATOR m1',
    ]);
    expect(await chat.members(ChannelArn)).toEqual(['m2']);
  });

  test('and admins list subchannels; nobody else does', async () => {
    const { chat, ChannelArn } = await newElasticChat();
    await addAll(chat, ChannelArn, ['m1']);
    const list = (id: string) => chat.refusal('ListSubChannels', { ChannelArn, ChimeBearer: chat.user(id) });

    expect([await list('mod'), await list('admin'), await list('m1')]).toEqual([
      'accepted',
      'accepted',
      FORBIDDEN,
    ]);
    expect(
      await chat.refusal('ListSubChannels', {
        ChannelArn: await chat.newChannel({ MemberArns: undefined }),
        ChimeBearer: chat.user('alice'),
      }),
    ).toBe(BAD_REQUEST);
  });
});

test('a ban ends all memberships in an elastic channel', async () => {
  const { chat, ChannelArn } = await newElasticChat();
  await addAll(chat, ChannelArn, ['m1', 'm2']);
  const ban = { ChannelArn, MemberArn: chat.user('m1'), ChimeBearer: chat.user('alice') };

  await chat.call('CreateChannelBan', ban);

  expect(await chat.members(ChannelArn)).toEqual(['m2']);
  expect(await chat.refusal('CreateChannelMembership', { ...ban, Type: 'DEFAULT' })).toBe(FORBIDDEN);
});

test('a batch in an elastic channel is told of one by one', async () => {
  const { chat, ChannelArn } = await newElasticChat();

  await chat.call('BatchCreateChannelMembership', {
    ChannelArn,
    ChimeBearer: chat.user('alice'),
    MemberArns: MEMBERS.slice(0, 2).map((id) => chat.user(id)),
  });

  expect(chat.told()).toEqual(['CREATE_CHANNEL_MEMBERSHIP m1', 'CREATE_CHANNEL_MEMBERSHIP m2']);
});

test('what elastic channels do not support is refused', async () => {
  const { chat, ChannelArn } = await newElasticChat();
  await addAll(chat, ChannelArn, ['m1']);
  const m1 = chat.user('m1');
  const own = { ChannelArn, ChimeBearer: m1, MemberArn: m1 };

  expect([
    await chat.refusal('UpdateChannelReadMarker', { ChannelArn, ChimeBearer: m1 }),
    await chat.refusal('GetChannelMembershipPreferences', own),
    await chat.refusal('PutChannelMembershipPreferences', { ...own, Preferences: {} }),
    await chat.refusal('DescribeChannelModeratedByAppInstanceUser', {
      ChannelArn,
      ChimeBearer: chat.user('alice'),
      AppInstanceUserArn: chat.user('alice'),
    }),
  ]).toEqual([BAD_REQUEST, BAD_REQUEST, BAD_REQUEST, BAD_REQUEST]);
});

test('a subchannel that is given up takes what is pending in it along', async () => {
  const { chat, ChannelArn } = await newElasticChat();
  const [kept] = await addAll(chat, ChannelArn, MEMBERS.slice(0, 5));
  const { SubChannelId: given } = await chat.add(ChannelArn, 'm6');
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:processor';
  const { ChannelFlowArn } = await chat.call('CreateChannelFlow', {
    AppInstanceArn: chat.app,
    Name: 'flow',
    Processors: [
      {
        Name: 'p',
        Configuration: { Lambda: { ResourceArn: functionArn, InvocationType: 'ASYNC' } },
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
      },
    ],
  });
  chat.emulator.useProcessorFunction(functionArn, async () => {});
  await chat.call('AssociateChannelFlow', { ChannelArn, ChannelFlowArn, ChimeBearer: chat.user('alice') });
  await chat.send(ChannelArn, 'here', { ChimeBearer: chat.user('m1'), SubChannelId: kept });
  const id = await chat.send(ChannelArn, 'there', { ChimeBearer: chat.user('m6'), SubChannelId: given });

  await remove(chat, ChannelArn, 'm5');

  await expect(chat.emulator.settled(id)).rejects.toThrow('was deleted while the message was pending');
  expect(await chat.contents(ChannelArn, { ChimeBearer: chat.user('m1'), SubChannelId: kept })).toEqual([
    'here',
  ]);
});
