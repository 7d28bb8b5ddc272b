import { newWorld, type World } from './world';

const BAD_REQUEST = '400 BadRequestException';
const FORBIDDEN = '403 ForbiddenException';

const MEMBERS = Array.from({ length: 12 }, (_, index) => `m${index + 1}`);

/** Two subchannels of at most five; one with fewer than two is given up. */
const CONFIGURATION = {
  MaximumSubChannels: 2,
  TargetMembershipsPerSubChannel: 5,
  MinimumMembershipPercentage: 40,
};

async function newElasticWorld(behavior = {}): Promise<{ world: World; ChannelArn: string }> {
  const world = await newWorld({ behavior }, ['alice', 'mod', 'admin', ...MEMBERS]);
  const ChannelArn = await world.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ModeratorArns: [world.user('mod')],
    ElasticChannelConfiguration: CONFIGURATION,
  });
  world.told();
  return { world, ChannelArn };
}

async function addAll(
  world: World,
  ChannelArn: string,
  ids: readonly string[],
): Promise<(string | undefined)[]> {
  const places: (string | undefined)[] = [];
  for (const id of ids) places.push((await world.add(ChannelArn, id)).SubChannelId);
  return places;
}

async function subChannels(world: World, ChannelArn: string, as = 'alice') {
  return (await world.call('ListSubChannels', { ChannelArn, ChimeBearer: world.user(as) })).SubChannels;
}

function remove(world: World, ChannelArn: string, id: string, SubChannelId?: string): Promise<object> {
  const ChimeBearer = world.user('alice');
  const MemberArn = world.user(id);
  return world.call('DeleteChannelMembership', { ChannelArn, MemberArn, ChimeBearer, SubChannelId });
}

test('an elastic channel begins with one subchannel, and is restricted for good', async () => {
  const { world, ChannelArn } = await newElasticWorld();
  const opened = { ChannelArn, ChimeBearer: world.user('alice'), Mode: 'UNRESTRICTED' } as const;

  expect(await subChannels(world, ChannelArn)).toEqual([
    { SubChannelId: expect.stringMatching(/^[0-9a-f]{64}$/), MembershipCount: 0 },
  ]);
  expect(await world.refusal('UpdateChannel', opened)).toBe(BAD_REQUEST);
});

test('elastic channels are in one region only', async () => {
  const world = await newWorld({ region: 'eu-central-1' });
  const AppInstanceArn = world.app.replace('us-east-1', 'eu-central-1');

  expect(
    await world.refusal('CreateChannel', {
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
    const { world, ChannelArn } = await newElasticWorld();

    const full = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    world.told();
    const { SubChannelId: other } = await world.add(ChannelArn, 'm6');

    expect(new Set(full).size).toBe(1);
    expect(other).not.toBe(full[0]);
    expect(await subChannels(world, ChannelArn)).toEqual([
      { SubChannelId: full[0], MembershipCount: 4 },
      { SubChannelId: other, MembershipCount: 2 },
    ]);
    expect(world.told()).toEqual([
      'CREATE_SUB_CHANNEL',
      'UPDATE_CHANNEL_MEMBERSHIP m5',
      'CREATE_CHANNEL_MEMBERSHIP m6',
    ]);
  });

  test('find no place when all subchannels are full', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    await addAll(world, ChannelArn, MEMBERS.slice(0, 10));
    const late = { ChannelArn, ChimeBearer: world.user('alice') };

    const { Errors } = await world.call('BatchCreateChannelMembership', {
      ...late,
      MemberArns: [world.user('m11')],
    });

    expect(
      await world.refusal('CreateChannelMembership', {
        ...late,
        MemberArn: world.user('m12'),
        Type: 'DEFAULT',
      }),
    ).toBe('400 ResourceLimitExceededException');
    expect(Errors.map(({ ErrorCode }) => ErrorCode)).toEqual(['ResourceLimitExceeded']);
  });

  test('are brought together again when too few are left, and what was written apart is gone', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [kept] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: given } = await world.add(ChannelArn, 'm6');
    await world.add(ChannelArn, 'mod', { SubChannelId: given });
    await world.send(ChannelArn, 'here', { ChimeBearer: world.user('m1'), SubChannelId: kept });
    await world.send(ChannelArn, 'there', { ChimeBearer: world.user('m6'), SubChannelId: given });
    world.told();

    await remove(world, ChannelArn, 'm5');

    expect(await subChannels(world, ChannelArn)).toEqual([{ SubChannelId: kept, MembershipCount: 5 }]);
    expect(world.told()).toEqual([
      'DELETE_CHANNEL_MEMBERSHIP m5',
      'UPDATE_CHANNEL_MEMBERSHIP m6',
      'DELETE_CHANNEL_MEMBERSHIP mod',
      'DELETE_SUB_CHANNEL',
    ]);
    expect(await world.contents(ChannelArn, { SubChannelId: kept })).toEqual(['here']);
    await expect(world.contents(ChannelArn, { SubChannelId: given })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test('stay apart as long as there is no room elsewhere', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    await addAll(world, ChannelArn, MEMBERS.slice(0, 7));
    await remove(world, ChannelArn, 'm5');
    await remove(world, ChannelArn, 'm6');

    expect((await subChannels(world, ChannelArn)).map((each) => each.MembershipCount)).toEqual([5]);
  });

  test('name no subchannel, and are never hidden', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [SubChannelId] = await addAll(world, ChannelArn, ['m1']);
    const added = { ChannelArn, ChimeBearer: world.user('alice'), MemberArn: world.user('m2') };
    const there = { ...added, MemberArn: world.user('m1'), SubChannelId };

    expect(await world.refusal('CreateChannelMembership', { ...added, Type: 'DEFAULT', SubChannelId })).toBe(
      BAD_REQUEST,
    );
    expect(await world.refusal('CreateChannelMembership', { ...added, Type: 'HIDDEN' })).toBe(BAD_REQUEST);
    expect(await world.refusal('DeleteChannelMembership', there)).toBe(BAD_REQUEST);
    world.emulator.behavior.elasticUnsupported = 'Forbidden';
    expect(await world.refusal('DeleteChannelMembership', there)).toBe(FORBIDDEN);
  });

  test('see and write in their own subchannel only', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [own] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: other } = await world.add(ChannelArn, 'm6');
    const id = await world.send(ChannelArn, 'here', { ChimeBearer: world.user('m1'), SubChannelId: own });
    const m6 = { ChannelArn, ChimeBearer: world.user('m6') };
    const message = { ...m6, MessageId: id };
    const content = { Content: 'x', Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;

    expect(world.emulator.deliveries(id)[0]!.recipients.map((arn) => arn.split('/').at(-1))).toEqual([
      'm1',
      'm2',
      'm3',
      'm4',
    ]);
    expect([
      await world.refusal('ListChannelMessages', { ...m6, SubChannelId: own }),
      await world.refusal('ListChannelMemberships', { ...m6, SubChannelId: own }),
      await world.refusal('GetChannelMessage', { ...message, SubChannelId: own }),
      await world.refusal('SendChannelMessage', { ...m6, ...content, SubChannelId: own }),
    ]).toEqual([FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN]);
    expect([
      await world.refusal('GetChannelMessage', { ...message, SubChannelId: other }),
      await world.refusal('ListChannelMessages', m6),
      await world.refusal('SendChannelMessage', { ...m6, ...content, SubChannelId: 'none' }),
    ]).toEqual(['404 NotFoundException', BAD_REQUEST, FORBIDDEN]);
    expect(await world.members(ChannelArn, { ChimeBearer: world.user('m6') })).toEqual(['m5', 'm6']);
  });

  test('who were moved edit only what they write in the new place', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [before] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    const m5 = { ChannelArn, ChimeBearer: world.user('m5') };
    const old = await world.send(ChannelArn, 'old', { ...m5, SubChannelId: before });
    const { SubChannelId: after } = await world.add(ChannelArn, 'm6');
    const young = await world.send(ChannelArn, 'young', { ...m5, SubChannelId: after });
    const edit = (MessageId: string, SubChannelId: string | undefined) =>
      world.refusal('UpdateChannelMessage', { ...m5, MessageId, SubChannelId, Content: 'edited' });

    expect(await edit(old, before)).toBe(FORBIDDEN);
    expect(await edit(old, after)).toBe(FORBIDDEN);
    expect(await edit(young, after)).toBe('accepted');
  });
});

describe('moderators', () => {
  test('choose their subchannels, as many as they like', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [one] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: two } = await world.add(ChannelArn, 'm6');
    const mod = { ChannelArn, ChimeBearer: world.user('alice'), MemberArn: world.user('mod') };

    expect(await world.refusal('CreateChannelMembership', { ...mod, Type: 'DEFAULT' })).toBe(BAD_REQUEST);
    await world.add(ChannelArn, 'mod', { SubChannelId: one });
    await world.add(ChannelArn, 'mod', { SubChannelId: two });
    expect(
      await world.refusal('CreateChannelMembership', { ...mod, Type: 'DEFAULT', SubChannelId: two }),
    ).toBe('409 ConflictException');
    expect((await subChannels(world, ChannelArn)).map((each) => each.MembershipCount)).toEqual([5, 3]);
    const { ChannelMemberships } = await world.call('ListChannelMembershipsForAppInstanceUser', {
      ChimeBearer: world.user('mod'),
    });
    expect(ChannelMemberships.map((each) => each.AppInstanceUserMembershipSummary.SubChannelId)).toEqual([
      one,
      two,
    ]);
  });

  test('leave one subchannel, or all', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [one] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
    const { SubChannelId: two } = await world.add(ChannelArn, 'm6');
    const places = async (): Promise<unknown[]> => {
      const ChimeBearer = world.user('mod');
      const listed = await world.call('ListChannelMembershipsForAppInstanceUser', { ChimeBearer });
      return listed.ChannelMemberships.map((each) => each.AppInstanceUserMembershipSummary.SubChannelId);
    };
    for (const SubChannelId of [one, two]) await world.add(ChannelArn, 'mod', { SubChannelId });

    await remove(world, ChannelArn, 'mod', two);
    const afterOne = await places();
    await world.add(ChannelArn, 'mod', { SubChannelId: two });
    await remove(world, ChannelArn, 'mod');

    expect(afterOne).toEqual([one]);
    expect(await places()).toEqual([]);
  });

  test('read everywhere without being a member anywhere, and write only where they are', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [SubChannelId] = await addAll(world, ChannelArn, ['m1']);
    await world.send(ChannelArn, 'hello', { ChimeBearer: world.user('m1'), SubChannelId });
    const mod = world.user('mod');
    const sent = {
      ChannelArn,
      ChimeBearer: mod,
      SubChannelId,
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    } as const;

    const before = await world.refusal('SendChannelMessage', sent);
    await world.add(ChannelArn, 'mod', { SubChannelId });

    expect(await world.contents(ChannelArn, { ChimeBearer: mod, SubChannelId })).toEqual(['hello']);
    expect(before).toBe(FORBIDDEN);
    expect(await world.refusal('SendChannelMessage', sent)).toBe('accepted');
  });

  test('are plain members neither before they are promoted nor after they are demoted', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    const [SubChannelId] = await addAll(world, ChannelArn, ['m1', 'm2']);
    const m1 = { ChannelArn, ChannelModeratorArn: world.user('m1'), ChimeBearer: world.user('alice') };
    world.told();

    await world.call('CreateChannelModerator', m1);
    await world.add(ChannelArn, 'm1', { SubChannelId });
    await world.call('DeleteChannelModerator', m1);

    expect(world.told()).toEqual([
      'DELETE_CHANNEL_MEMBERSHIP m1',
      'CREATE_CHANNEL_MODERATOR m1',
      'CREATE_CHANNEL_MEMBERSHIP m1',
      'DELETE_CHANNEL_MEMBERSHIP m1',
      'DELETE_CHANNEL_MODERATOR m1',
    ]);
    expect(await world.members(ChannelArn)).toEqual(['m2']);
  });

  test('and admins list subchannels; nobody else does', async () => {
    const { world, ChannelArn } = await newElasticWorld();
    await addAll(world, ChannelArn, ['m1']);
    const list = (id: string) =>
      world.refusal('ListSubChannels', { ChannelArn, ChimeBearer: world.user(id) });

    expect([await list('mod'), await list('admin'), await list('m1')]).toEqual([
      'accepted',
      'accepted',
      FORBIDDEN,
    ]);
    expect(
      await world.refusal('ListSubChannels', {
        ChannelArn: await world.newChannel({ MemberArns: undefined }),
        ChimeBearer: world.user('alice'),
      }),
    ).toBe(BAD_REQUEST);
  });
});

test('a ban ends all memberships in an elastic channel', async () => {
  const { world, ChannelArn } = await newElasticWorld();
  await addAll(world, ChannelArn, ['m1', 'm2']);
  const ban = { ChannelArn, MemberArn: world.user('m1'), ChimeBearer: world.user('alice') };

  await world.call('CreateChannelBan', ban);

  expect(await world.members(ChannelArn)).toEqual(['m2']);
  expect(await world.refusal('CreateChannelMembership', { ...ban, Type: 'DEFAULT' })).toBe(FORBIDDEN);
});

test('a batch in an elastic channel is told of one by one', async () => {
  const { world, ChannelArn } = await newElasticWorld();

  await world.call('BatchCreateChannelMembership', {
    ChannelArn,
    ChimeBearer: world.user('alice'),
    MemberArns: MEMBERS.slice(0, 2).map((id) => world.user(id)),
  });

  expect(world.told()).toEqual(['CREATE_CHANNEL_MEMBERSHIP m1', 'CREATE_CHANNEL_MEMBERSHIP m2']);
});

test('what elastic channels do not support is refused', async () => {
  const { world, ChannelArn } = await newElasticWorld();
  await addAll(world, ChannelArn, ['m1']);
  const m1 = world.user('m1');
  const own = { ChannelArn, ChimeBearer: m1, MemberArn: m1 };

  expect([
    await world.refusal('UpdateChannelReadMarker', { ChannelArn, ChimeBearer: m1 }),
    await world.refusal('GetChannelMembershipPreferences', own),
    await world.refusal('PutChannelMembershipPreferences', { ...own, Preferences: {} }),
    await world.refusal('DescribeChannelModeratedByAppInstanceUser', {
      ChannelArn,
      ChimeBearer: world.user('alice'),
      AppInstanceUserArn: world.user('alice'),
    }),
  ]).toEqual([BAD_REQUEST, BAD_REQUEST, BAD_REQUEST, BAD_REQUEST]);
});

test('a subchannel that is given up takes what is pending in it along', async () => {
  const { world, ChannelArn } = await newElasticWorld();
  const [kept] = await addAll(world, ChannelArn, MEMBERS.slice(0, 5));
  const { SubChannelId: given } = await world.add(ChannelArn, 'm6');
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:processor';
  const { ChannelFlowArn } = await world.call('CreateChannelFlow', {
    AppInstanceArn: world.app,
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
  world.emulator.useProcessorFunction(functionArn, async () => {});
  await world.call('AssociateChannelFlow', { ChannelArn, ChannelFlowArn, ChimeBearer: world.user('alice') });
  await world.send(ChannelArn, 'here', { ChimeBearer: world.user('m1'), SubChannelId: kept });
  const id = await world.send(ChannelArn, 'there', { ChimeBearer: world.user('m6'), SubChannelId: given });

  await remove(world, ChannelArn, 'm5');

  await expect(world.emulator.settled(id)).rejects.toThrow('was deleted while the message was pending');
  expect(await world.contents(ChannelArn, { ChimeBearer: world.user('m1'), SubChannelId: kept })).toEqual([
    'here',
  ]);
});
